// The words in which the story is told. A step is an object that run.mjs plays by its `kind`; what else it may have for a
// request stands at fillIn() in ../templates.mjs, and:
//   label    what tells it from others with the same template
//   code     of the synchronous answer; `signed`: of the one to the signed pre-command
//   push     what the pushed message holds; `returned`: it quotes the request of the local command
//   holds    a function of the parsed body: what the synchronous answer must hold besides its code
//   says     patterns, or a function of the configuration that gives them: what the Device's answer says in MMC
//   partly   the Device could not do all of it, as it should be: a log is empty, a slot has no certificate
//   path     another web service than that of its Command Variant; `repeat`: the same octets as before

/** A request that the DSP answers by itself. */
export const ask = (template, more) => ({ kind: 'send', template, code: 'I0', ...more })

/** A request whose command goes to a Device, whose answer is pushed. */
export const command = (template, more) => ({ kind: 'send', template, code: 'I99', push: 'GBCSPayload', ...more })

/** The same, but the User does not wait. */
export const sent = (template, more) => ({ kind: 'send', template, code: 'I99', ...more })

/** What the User hears of the last request of this template: no answer came in time. */
export const unanswered = (template, code) => ({ kind: 'unanswered', template, code })

/** A command whose pre-command the User signs. */
export const critical = (template, more) => {
  return { kind: 'send', template, code: 'I0', signed: 'I99', push: 'GBCSPayload', ...more }
}

export const refused = (template, code, more) => ({ kind: 'send', template, code, ...more })

/** What 8.2 shows behind the hub `of`: for each Device its status, or texts of its elements; null for none. */
export const inventory = (at, devices, of = 'chf') => ({ kind: 'inventory', at, devices, of })

/** An alert of a Device arrives at a User. */
export const deviceAlert = (code, from, to = 'supplier') => ({ kind: 'deviceAlert', code, from, to })

/** An alert of the DCC about a Device arrives at a User. */
export const dccAlert = (code, about, to = 'supplier') => ({ kind: 'dccAlert', code, about, to })

/** One about the last request of this template. */
const requestAlert = (code, template) => ({ kind: 'dccAlert', code, template, to: 'supplier' })

/** What happens in the home; words for `gridpost devices`. */
export const happens = (label, ...words) => ({ kind: 'order', label, words })

/** For `says`: this element has this text. */
export const text = (element, value) => new RegExp(`<ra:${element}[^>]*>${value}</ra:${element}>`)

/** For `says`: a device log with these Devices. */
export const entries = (...devices) => (config) => devices.map((device) => text('DeviceID', config.devices[device]))

/** For `set`: the EUI-64 of a Device of the configuration. */
export const id = (name) => (config) => config.devices[name]

/** For `set`: the world's time so many hours from now; it is known from the last message of the DSP. */
export const inHours = (hours) => (_config, run) => new Date(Date.parse(run.worldTime) + hours * 3600000).toISOString()

/**
 * Takes a Device on to, or off, the hub's log; when that is done the DCC says so. The world runs fast: an hour to join is
 * four seconds.
 */
export const onToLog = (device, more) => [
  command('CCS01_8.11_SUCCESS', {
    label: device.toUpperCase(),
    set: { DeviceID: id(device), JoinTimePeriod: '3600', ...more?.set },
    drop: more?.drop,
  }),
  requestAlert('N24', 'CCS01_8.11_SUCCESS'),
]
export const offLog = (device, hub) => [
  command('CCS02_8.11_SUCCESS', { label: device.toUpperCase(), on: hub, set: { DeviceID: id(device) } }),
  requestAlert('N24', 'CCS02_8.11_SUCCESS'),
]

// A join or unjoin at one side: the Device whose log changes, and the other one.
const pair = (make, template) => (on, other) => {
  return make(template, { label: `${on}, ${other}`.toUpperCase(), on, set: { OtherDeviceID: id(other) } })
}
export const join = {
  initiateA: pair(critical, 'CS03A1_8.7.1_SUCCESS'),
  respondA: pair(critical, 'CS03A2Critical_8.7.1_SUCCESS'),
  displayA: pair(command, 'CS03A2NonCritical_8.7.2_SUCCESS'),
  methodB: pair(command, 'CS03B_8.7.2_SUCCESS'),
  meterC: pair(critical, 'CS03CCritical_8.7.1_SUCCESS'),
  displayC: pair(command, 'CS03CNonCritical_8.7.2_SUCCESS'),
}
export const unjoin = {
  critical: pair(critical, 'CS04ACCritical_8.8.1_SUCCESS'),
  display: pair(command, 'CS04ACNonCritical_8.8.2_SUCCESS'),
  methodB: pair(command, 'CS04B_8.8.2_SUCCESS'),
}
