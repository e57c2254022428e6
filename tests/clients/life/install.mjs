// How a home begins: hub, pre-notification, device log, commissioning, joins.
import { ask, command, critical, dccAlert, happens, inHours, inventory, join, onToLog } from './steps.mjs'

// A pre-notification; `device` names Device and product in the configuration.
const preNotified = (device, type = device.toUpperCase(), gpf) =>
  ask('12.2_DEVICE_PRE_NOTIFICATION', {
    label: gpf ? `${type} and GPF` : type,
    adapt: (xml, config) => describe(xml, config.products[type.toLowerCase()], config.devices[gpf]),
    set: { DeviceID: (config) => config.devices[device], DeviceType: type },
  })

// Elements that a product does not have are left out.
function describe(xml, product, gpf) {
  const elements = ['DeviceManufacturer', 'DeviceModel', 'SMETSCHTSVersion', 'FirmwareVersion', 'ESMEVariant']
  const described = elements.reduce((text, element) => {
    const at = new RegExp(`\\s*<sr:${element}>[^<]*</sr:${element}>`)
    return text.replace(at, product[element] ? `<sr:${element}>${product[element]}</sr:${element}>` : '')
  }, xml)
  const more = gpf ? `<sr:AssociatedGPFDeviceID>${gpf}</sr:AssociatedGPFDeviceID>` : ''
  return described.replace('</sr:DevicePrenotification>', `${more}</sr:DevicePrenotification>`)
}

export const hubPreNotified = (chf, gpf) => preNotified(chf, 'CHF', gpf)

const WITHOUT_MPANS = ['ImportMPxN', 'SecondaryImportMPAN']
const clock = { CurrentDateTime: inHours(0), TolerancePeriod: '86400' }

/** A PPMID and both meters: each side keeps a log of its own. */
export const ppmidJoins = [
  join.initiateA('esme', 'ppmid'),
  join.displayA('ppmid', 'esme'),
  join.meterC('gsme', 'ppmid'),
  join.displayC('ppmid', 'gsme'),
  join.methodB('gpf', 'ppmid'),
]

export const INSTALLATION = [
  {
    title: 'Is there a network?',
    steps: [
      ask('12.1_REQUEST_WAN_MATRIX_ADDRESS', {
        // The public signing tool knows DUIS 5.1, which has another answer to this service.
        adapt: (xml) => xml.replace(/schemaVersion="[^"]*"/, 'schemaVersion="5.1"'),
        set: { PostCode: 'ZQ1 2AB', AddressIdentifier: '1 Foundry Lane' },
        holds: (body) => body.ResponseMessage.DSPWANMatrix.CoverageAvailability === 'true',
      }),
    ],
  },
  {
    title: 'The hub comes, and has no WAN yet',
    steps: [
      hubPreNotified('chf', 'gpf'),
      inventory('hub pre-notified', { chf: 'Pending', gpf: 'Pending' }),
      ask('8.14.2_COMMUNICATIONS_HUB_STATUS_UPDATE_INSTALL_NO_SM_WAN', { set: { MPxN: (config) => config.mpan } }),
      inventory('hub without WAN', { chf: 'InstalledNotCommissioned', gpf: 'InstalledNotCommissioned' }),
    ],
  },
  {
    title: 'The Devices are pre-notified',
    steps: ['esme', 'gsme', 'ppmid', 'hcalcs', 'ihd'].map((device) => preNotified(device)),
  },
  {
    title: 'The WAN reaches the hub, and the Devices come on to its log',
    steps: [
      happens('the hub has a link', 'mend', 'chf', 'no-link'),
      ...onToLog('esme', { set: { SecondaryImportMPAN: (c) => c.secondaryMpan, ImportMPxN: (c) => c.mpan } }),
      ...onToLog('gsme', { set: { ImportMPxN: (c) => c.mprn }, drop: ['SecondaryImportMPAN'] }),
      ...['ppmid', 'hcalcs', 'ihd'].flatMap((device) => onToLog(device, { drop: WITHOUT_MPANS })),
      inventory('all joined the network', {
        chf: 'Commissioned', // since it was heard
        gpf: 'InstalledNotCommissioned',
        esme: 'InstalledNotCommissioned',
        gsme: 'InstalledNotCommissioned',
        ppmid: 'InstalledNotCommissioned',
        hcalcs: 'InstalledNotCommissioned',
        ihd: { DeviceType: 'IHD', DeviceStatus: null },
      }),
    ],
  },
  {
    title: 'The meters are commissioned',
    steps: [
      critical('ECS70Commission_8.1.1_SUCCESS', { set: clock }),
      dccAlert('N16', 'esme', 'networkOperator'),
      critical('GCS28Commission_8.1.1_SUCCESS', { set: clock }),
      dccAlert('N16', 'gsme', 'networkOperator'),
      command('ECS39a_6.20.1_SINGLE_SUCCESS', { set: { ImportMPAN: (config) => config.mpan } }),
      command('GCS41_6.20.1_SUCCESS', { set: { ImportMPRN: (config) => config.mprn } }),
    ],
  },
  {
    title: 'Devices join each other',
    steps: [
      join.methodB('gsme', 'gpf'),
      join.methodB('gpf', 'gsme'),
      join.initiateA('esme', 'hcalcs'),
      join.respondA('hcalcs', 'esme'),
      ...ppmidJoins,
      join.methodB('esme', 'ihd'),
      join.methodB('gpf', 'ihd'),
      inventory('all in use', {
        chf: 'Commissioned',
        gpf: 'Commissioned',
        esme: 'Commissioned',
        gsme: 'Commissioned',
        ppmid: 'Commissioned',
        hcalcs: 'Commissioned',
        ihd: { DeviceType: 'IHD', DeviceStatus: null },
      }),
    ],
  },
]
