// Sends Service Requests as the public clients do and checks with their tools what comes back.
//   node clients.mjs --config file.json
// README.md describes the configuration. Exit 0 if everything is as the table below says, else 1.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { signPreCommand } from './gbcs.mjs'
import { SigningTool } from './signing_tool.mjs'

const TEMPLATE_DEVICES = {
  esme: '00-DB-12-34-56-78-90-A0',
  gsme: '00-DB-12-34-56-78-90-A1',
  chf: '00-DB-12-34-56-78-90-A2',
  gpf: '00-DB-12-34-56-78-90-A3',
}
const TEMPLATE_SUPPLIER = '90-B3-D5-1F-30-01-00-00'
const TEMPLATE_DCC = '90-B3-D5-1F-30-00-00-02'
const UNKNOWN_DEVICE = '02-00-5E-FF-FF-FF-FF-FE'
const SERVICE = { 1: 'serviceS', 2: 'serviceD', 4: 'serviceT', 5: 'serviceS', 8: 'serviceD' }

// What is sent, in this order, and what must come back.
//   code: of the synchronous answer; push: what the pushed message holds; signed: code for the signed pre-command
//   holds: what the synchronous answer must hold besides its code
//   adapt: what a User changes in the template besides identifiers and counter
//   swap: devices taken in the place of the template's
const CASES = [
  { template: '12.2_DEVICE_PRE_NOTIFICATION', label: 'ESME', code: 'I0', adapt: (xml, c) => product(xml, c.products.esme) },
  {
    template: '12.2_DEVICE_PRE_NOTIFICATION',
    label: 'GSME',
    swap: { esme: 'gsme' },
    code: 'I0',
    adapt: (xml, c) => product(without(xml, 'ESMEVariant'), { DeviceType: 'GSME', ...c.products.gsme }),
  },
  {
    template: 'CCS01_8.11_SUCCESS',
    label: 'ESME',
    code: 'I99',
    push: 'GBCSPayload',
    adapt: (xml, c) => replace(replace(xml, 'SecondaryImportMPAN', c.secondaryMpan), 'ImportMPxN', c.mpan),
  },
  {
    template: 'CCS01_8.11_SUCCESS',
    label: 'GSME',
    swap: { esme: 'gsme' },
    code: 'I99',
    push: 'GBCSPayload',
    adapt: (xml, c) => replace(without(xml, 'SecondaryImportMPAN'), 'ImportMPxN', c.mprn),
  },
  { template: 'ECS70Commission_8.1.1_SUCCESS', code: 'I0', signed: 'I99', push: 'GBCSPayload', adapt: clock },
  { template: 'GCS28Commission_8.1.1_SUCCESS', code: 'I0', signed: 'I99', push: 'GBCSPayload', adapt: clock },
  {
    template: 'ECS39a_6.20.1_SINGLE_SUCCESS',
    code: 'I99',
    push: 'GBCSPayload',
    adapt: (xml, c) => replace(xml, 'ImportMPAN', c.mpan),
  },
  { template: 'GCS41_6.20.1_SUCCESS', code: 'I99', push: 'GBCSPayload', adapt: (xml, c) => replace(xml, 'ImportMPRN', c.mprn) },
  { template: 'ECS17b_4.1.1_SINGLE_SUCCESS', code: 'I99', push: 'GBCSPayload' },
  { template: 'ECS17b_4.1.1_DSP_FUTURE_DATED', label: 'date long past', code: 'E49' },
  { template: 'ECS17b_4.1.1_DSP_FUTURE_DATED', code: 'I99', push: 'GBCSPayload', adapt: inSixHours },
  {
    template: 'ECS17b_4.1.1',
    label: 'local command',
    code: 'I0',
    holds: (answer) => 'LocalCommand' in answer.duis.body.ResponseMessage,
  },
  { template: 'GCS13a_4.1.1_SUCCESS_RELIABLE_GPF', code: 'I99', push: 'GBCSPayload' },
  { template: 'ECS82_4.18_SUCCESS', code: 'I99', push: 'GBCSPayload' },
  { template: 'GCS60_4.18_SUCCESS', code: 'I99', push: 'GBCSPayload' },
  { template: 'GCS60a_4.18_SUCCESS_RELIABLE_GPF', code: 'I99', push: 'GBCSPayload' },
  { template: '8.2_READ_INVENTORY', code: 'I0', holds: allCommissioned },
  { template: 'ECS17b_4.1.1_SINGLE_SUCCESS', label: 'sent twice', repeat: true, code: 'E48' },
  { template: 'ECS17b_4.1.1', label: 'local command on the wrong path', path: 'serviceS', code: 'E13' },
  { template: 'ECS82_4.18_SUCCESS', label: 'unknown device', device: UNKNOWN_DEVICE, code: 'E19' },
  { template: 'CCS02_8.11_SUCCESS', label: 'ESME', code: 'I99', push: 'GBCSPayload' },
]

function replace(xml, element, value) {
  return xml.replace(new RegExp(`(<sr:${element}>)[^<]*(</sr:${element}>)`), `$1${value}$2`)
}

function without(xml, element) {
  return xml.replace(new RegExp(`\\s*<sr:${element}>[^<]*</sr:${element}>`), '')
}

function product(xml, values) {
  return Object.entries(values).reduce((text, [element, value]) => replace(text, element, value), xml)
}

// The time of the DSP's world is known from its last answer.
function clock(xml, _config, run) {
  return replace(replace(xml, 'CurrentDateTime', run.worldTime), 'TolerancePeriod', 86400)
}

// The DSP holds the request until then.
function inSixHours(xml, _config, run) {
  return replace(xml, 'ExecutionDateTime', new Date(Date.parse(run.worldTime) + 6 * 3600000).toISOString())
}

// The four Devices of the templates and nothing else, all of them commissioned by what was sent before.
function allCommissioned(answer, config) {
  const devices = [...answer.xml.matchAll(/DeviceID>([^<]*)<.*?DeviceStatus>([^<]*)</gs)]
  const ours = Object.values(config.devices)
  const good = devices.every(([, id, status]) => ours.includes(id) && status === 'Commissioned')
  return good && devices.length === ours.length
}

// Puts the configured identities, the devices and a fresh counter in the place of the template's.
function adaptTemplate(test, config, counter, run) {
  let xml = readFileSync(join(config.templates, `${test.template}_REQUEST_DUIS.XML`), 'utf8')
  if (test.adapt) xml = test.adapt(xml, config, run)
  const ours = { [TEMPLATE_SUPPLIER]: config.supplier, [TEMPLATE_DCC]: config.dcc }
  for (const [type, eui] of Object.entries(TEMPLATE_DEVICES)) {
    ours[eui] = test.device ?? config.devices[test.swap?.[type] ?? type]
  }
  xml = xml.replace(/(?:[0-9A-F]{2}-){7}[0-9A-F]{2}/g, (eui) => ours[eui] ?? eui)
  return xml.replace(/(<sr:RequestID>[^<]*:)\d+(?=<)/, `$1${counter}`)
}

class Run {
  rows = []
  pushed = []
  waiting = []
  lastOf = {} // signed requests by template
  worldTime = new Date().toISOString()

  constructor(config, tool, parser, keyStore) {
    Object.assign(this, { config, tool, parser, keyStore, counter: BigInt(config.counter ?? Date.now()) })
  }

  /** The user's receive-response service: 204 when the message verifies and parses, else 400. */
  async listen() {
    const { port, path } = this.config.receiver
    this.server = createServer(async (request, response) => {
      const parts = []
      for await (const part of request) parts.push(part)
      if (request.url !== path || !/^application\/xml\b/.test(request.headers['content-type'] ?? '')) {
        return response.writeHead(404).end()
      }
      const message = await this.examine(Buffer.concat(parts).toString('utf8'))
      response.writeHead(message.verified && message.parsed ? 204 : 400).end()
      this.pushed.push(message)
      for (const wake of this.waiting.splice(0)) wake()
    })
    await new Promise((done) => this.server.listen(port, this.config.receiver.host ?? '127.0.0.1', done))
  }

  /** Verifies with the signing tool, parses with the DUIS parser. */
  async examine(xml) {
    const message = { verified: false, parsed: false, code: '-', id: '', xml }
    try {
      const bare = await this.tool.verify(xml)
      message.verified = /<([a-z]+:)?Signature[ >]/.test(xml)
      if (!message.verified) message.problem = 'not signed'
      message.duis = this.parser.parseDuis('simplified', bare)
      message.parsed = this.parser.isSimplifiedDuisOutputResponse(message.duis)
      message.code = message.duis.header.responseCode
      message.id = idText(message.duis.header.requestId)
      this.worldTime = message.duis.header.responseDateTime
    } catch (error) {
      message.problem = error.message
    }
    return message
  }

  async post(path, signed) {
    const answer = await fetch(`${this.config.gateway}/api/v1/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/xml' },
      body: signed,
      signal: AbortSignal.timeout(3000),
    })
    const text = await answer.text()
    const type = answer.headers.get('content-type') ?? ''
    if (answer.status !== 200 || !/^application\/xml\b/.test(type)) {
      return { verified: false, parsed: false, code: `HTTP ${answer.status}`, id: '', problem: text.trim() }
    }
    return this.examine(text)
  }

  async pushFor(id, seen) {
    const until = Date.now() + 1000 * (this.config.pushSeconds ?? 60)
    for (;;) {
      const found = this.pushed.slice(seen).find((message) => message.id === id)
      if (found || Date.now() > until) return found
      await new Promise((wake) => {
        this.waiting.push(wake)
        setTimeout(wake, 250)
      })
    }
  }

  row(name, expected, message, good = true) {
    const got = message?.code ?? 'nothing'
    const { verified, parsed } = message ?? {}
    const ok = good && got === expected && Boolean(verified && parsed)
    const problem = message?.problem ?? (message && !good ? 'quotes another RequestID or holds something else' : undefined)
    this.rows.push({ name, expected, got, verified, parsed, ok, problem })
    return ok
  }

  async play(test) {
    const name = test.label ? `${test.template} (${test.label})` : test.template
    const seen = this.pushed.length
    let signed = test.repeat ? this.lastOf[test.template] : undefined
    signed ??= await this.tool.sign(adaptTemplate(test, this.config, ++this.counter, this))
    this.lastOf[test.template] = signed
    const variant = Number(/CommandVariant>(\d)</.exec(signed)[1])
    const id = idText(this.parser.parseDuis('simplified', signed).header.requestId)
    const answer = await this.post(test.path ?? SERVICE[variant], signed)
    const good = answer.id === id && (test.holds?.(answer, this.config) ?? true)
    if (!this.row(name, test.code, answer, good)) return
    if (test.signed) {
      const acknowledged = await this.sendSigned(answer, signed)
      if (!this.row(`${name}: signed pre-command`, test.signed, acknowledged, acknowledged.id === id)) return
    }
    if (!test.push) return
    const message = await this.pushFor(id, seen)
    const holds = message?.duis && this.parser.isSimplifiedDuisResponseBody_ResponseMessage_X(test.push, message.duis.body)
    this.row(`${name}: pushed ${test.push}`, 'I0', message, Boolean(holds))
  }

  /** Signs the pre-command of an answer and sends it under the same RequestID, in the way of the public client. */
  async sendSigned(answer, request) {
    const { role, keyName } = this.config.gbcsKey ?? {}
    const keys = await this.keyStore.query({
      eui: this.config.supplier,
      keyUsage: this.keyUsage.digitalSignature,
      lookup: 'privateKey',
      role: role ?? 2,
    })
    const key = keys?.find((candidate) => candidate.name === (keyName ?? 'Z1-supplier-ds'))
    if (!key) throw new Error(`no GBCS signing key of ${this.config.supplier} in the key store`)
    const { header } = this.parser.parseDuis('simplified', request)
    const payload = answer.duis.body.ResponseMessage.PreCommand.GBCSPayload
    const xml = this.parser.constructDuis('simplified', {
      header: { ...header, commandVariant: 5 },
      body: { SignedPreCommand: { GBCSPayload: signPreCommand(payload, key.privateKey) } },
    })
    return this.post(SERVICE[5], await this.tool.sign(xml))
  }

  /** The key store client finds each device's two certificates, by EUI and again by serial number. */
  async lookUp(type, usage) {
    const name = `key store: ${usage} certificate of the ${type}`
    const message = { code: 'nothing', verified: false, parsed: false }
    try {
      const found = await this.keyStore.query({
        eui: this.config.devices[type],
        keyUsage: this.keyUsage[usage],
        lookup: 'certificate',
      })
      message.code = `${found?.length ?? 0} found`
      const again = found && (await this.fresh.query({ serial: found[0].serial, lookup: 'certificate' }))
      message.verified = (again?.certificate ?? again?.[0]?.certificate)?.raw.equals(found[0].certificate.raw)
      message.parsed = found?.[0].eui.toString() === this.config.devices[type].replaceAll('-', '').toLowerCase()
    } catch (error) {
      message.problem = error.message
    }
    this.row(name, '1 found', message)
  }

  /** The wrapper package signs and verifies with our service, which stands where it looks for Java. */
  async useWrapper() {
    process.env.GRIDPOST_SIGNER = this.config.signer
    const java = fileURLToPath(new URL('signer_as_java.mjs', import.meta.url))
    const message = { code: 'nothing', verified: false, parsed: false }
    try {
      const template = adaptTemplate({ template: 'ECS82_4.18_SUCCESS' }, this.config, ++this.counter, this)
      const kept = await this.wrapper.signDuis({ xml: template, java, preserveCounter: true })
      const fresh = await this.wrapper.signDuis({ xml: template, java })
      const counter = (xml) => this.parser.parseDuis('simplified', xml).header.requestId.counter
      message.verified = !/Signature/.test(await this.wrapper.validateDuis({ xml: kept, java }))
      message.parsed = counter(kept) === this.counter && counter(fresh) !== this.counter
      const changed = kept.replace(`:${this.counter}<`, `:${this.counter + 1n}<`)
      const refusal = await this.wrapper.validateDuis({ xml: changed, java }).catch((error) => error.message)
      message.code = refusal.startsWith('validation failed') ? 'refused' : 'taken'
    } catch (error) {
      message.problem = error.message
    }
    this.row('wrapper package: signs, verifies, refuses what was changed', 'refused', message)
  }

  /** Alerts and other messages that no request waited for must be good too. */
  checkUnasked() {
    for (const message of this.pushed) {
      if (!message.verified || !message.parsed) this.row(`pushed message ${message.id}`, 'I0', message)
    }
  }

  print() {
    const mark = (value) => (value ? 'yes' : 'no')
    const width = Math.max(...this.rows.map((row) => row.name.length))
    console.log(`   ${'template'.padEnd(width)}  expected  got        verified  parsed`)
    for (const row of this.rows) {
      console.log(
        `${row.ok ? 'ok' : '!!'} ${row.name.padEnd(width)}  ${row.expected.padEnd(8)}  ${row.got.padEnd(9)}  ` +
          `${mark(row.verified).padEnd(8)}  ${mark(row.parsed)}`,
      )
      if (row.problem && !row.ok) console.log(`     ${row.problem.replaceAll('\n', '\n     ')}`)
    }
    console.log(`${this.rows.filter((row) => row.ok).length} of ${this.rows.length} good, ${this.pushed.length} messages pushed`)
  }
}

function idText(id) {
  return id ? `${id.originatorId}:${id.targetId}:${id.counter}` : ''
}

async function main() {
  const at = process.argv.indexOf('--config')
  if (at < 0 || !process.argv[at + 1]) {
    console.error('usage: node clients.mjs --config file.json')
    return 2
  }
  const config = JSON.parse(readFileSync(process.argv[at + 1], 'utf8'))
  const require = createRequire(resolve(config.packages, 'package.json'))
  const { BoxedKeyStore, KeyUsage } = require('@smartdcc/dccboxed-keystore')
  const packages = resolve(config.packages)
  const tool = config.signer ? SigningTool.at(config.signer) : await SigningTool.start(packages, config.java)
  const keyStore = await BoxedKeyStore.new(config.smki, undefined, config.keystore)
  const fresh = await BoxedKeyStore.new(config.smki, undefined, config.keystore)
  const run = new Run(config, tool, require('@smartdcc/duis-parser'), keyStore)
  Object.assign(run, { keyUsage: KeyUsage, fresh })
  if (config.signer) run.wrapper = require('@smartdcc/duis-sign-wrap')
  try {
    await run.listen()
    for (const test of CASES) await run.play(test)
    for (const type of Object.keys(TEMPLATE_DEVICES)) {
      for (const usage of ['digitalSignature', 'keyAgreement']) await run.lookUp(type, usage)
    }
    if (run.wrapper) await run.useWrapper()
    run.checkUnasked()
  } finally {
    run.server?.close()
    run.server?.closeAllConnections()
    tool.stop()
    await keyStore.cleanup()
    await fresh.cleanup()
  }
  run.print()
  return run.rows.every((row) => row.ok) ? 0 : 1
}

process.exit(await main())
