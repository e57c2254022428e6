// Fills in the DUIS templates: puts identities, Devices and a fresh counter in the place of the template's own.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const TEMPLATE_DEVICES = {
  '00-DB-12-34-56-78-90-A0': 'esme',
  '00-DB-12-34-56-78-90-A1': 'gsme',
  '00-DB-12-34-56-78-90-A2': 'chf',
  '00-DB-12-34-56-78-90-A3': 'gpf',
  '00-DB-12-34-56-78-90-A4': 'ppmid',
  '00-DB-12-34-56-78-90-A5': 'hcalcs',
}
const TEMPLATE_DCC = '90-B3-D5-1F-30-00-00-02'
const EUI = '(?:[0-9A-F]{2}-){7}[0-9A-F]{2}'

/** The text of this element becomes the value, wherever it stands. */
export function replace(xml, element, value) {
  const changed = xml.replace(new RegExp(`(<sr:${element}>)[^<]*(</sr:${element}>)`), `$1${value}$2`)
  if (!changed.includes(`<sr:${element}>${value}</sr:${element}>`)) throw new Error(`no ${element} in the template`)
  return changed
}

export function without(xml, element) {
  return xml.replace(new RegExp(`\\s*<sr:${element}>[^<]*</sr:${element}>`), '')
}

/** The EUI-64 of a Device by its name in the configuration; an EUI-64 stands for itself. */
export function deviceId(config, name) {
  if (config.devices[name]) return config.devices[name]
  if (new RegExp(`^${EUI}$`).test(name)) return name
  throw new Error(`no Device '${name}' in the configuration`)
}

/**
 * The request of a step, unsigned. Of the step count here: `template`; `as`, the User who sends it; `on`, the Device that
 * the RequestID names; `set`, texts of elements, or functions of configuration and run that give them; `drop`, elements
 * to leave out; `adapt`, a function that changes the text.
 */
export function fillIn(step, config, counter, run) {
  let xml = readFileSync(join(config.templates, `${step.template}_REQUEST_DUIS.XML`), 'utf8')
  xml = xml.replace(new RegExp(EUI, 'g'), (eui) => {
    if (eui === TEMPLATE_DCC) return config.dcc
    return TEMPLATE_DEVICES[eui] ? config.devices[TEMPLATE_DEVICES[eui]] : eui
  })
  const user = config.users[step.as ?? 'supplier']
  xml = xml.replace(new RegExp(`(<sr:RequestID>)${EUI}:(${EUI}):\\d+(?=<)`), (_, tag, target) => {
    return `${tag}${user}:${step.on ? deviceId(config, step.on) : target}:${counter}`
  })
  for (const element of step.drop ?? []) xml = without(xml, element)
  if (step.adapt) xml = step.adapt(xml, config, run)
  for (const [element, value] of Object.entries(step.set ?? {})) {
    xml = replace(xml, element, typeof value === 'function' ? value(config, run) : value)
  }
  return xml
}
