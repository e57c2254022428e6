// Changes: the display leaves and comes back, the meter's record is put right, the hub is replaced.
import { hubPreNotified, ppmidJoins } from './install.mjs'
import { ask, command, dccAlert, entries, happens, id, inventory, text, unjoin } from './steps.mjs'

const commissioned = (hub, gpf) => ({
  [hub]: 'Commissioned',
  [gpf]: 'Commissioned',
  esme: 'Commissioned',
  gsme: 'Commissioned',
  ppmid: 'Commissioned',
  hcalcs: 'Commissioned',
  ihd: { DeviceType: 'IHD', DeviceStatus: null },
})

/** An 8.4 with another choice than the template's. */
export const update = (label, device, choice) =>
  ask('8.4_UPDATE_INVENTORY', {
    label,
    set: { DeviceID: id(device) },
    adapt: (xml) => xml.replace('<sr:DeleteDevice/>', choice),
  })

/** The display leaves both meters and the gas proxy. */
export const ppmidLeaves = (gpf) => [
  unjoin.critical('esme', 'ppmid'),
  unjoin.critical('gsme', 'ppmid'),
  unjoin.methodB(gpf, 'ppmid'),
]

export const CHANGES = [
  {
    title: 'The display leaves and comes back',
    steps: [
      unjoin.display('ppmid', 'esme'),
      unjoin.display('ppmid', 'gsme'),
      ...ppmidLeaves('gpf'),
      inventory('display alone', { ...commissioned('chf', 'gpf'), ppmid: 'Whitelisted' }),
      ...ppmidJoins,
      inventory('display back', commissioned('chf', 'gpf')),
    ],
  },
  {
    title: 'The record of the electricity meter is put right',
    steps: [
      update(
        'ESMEVariant',
        'esme',
        '<sr:UpdateDeviceDetails><sr:ESMEVariant>ADE</sr:ESMEVariant></sr:UpdateDeviceDetails>',
      ),
      inventory('variant put right', {
        ...commissioned('chf', 'gpf'),
        esme: { DeviceStatus: 'Commissioned', ESMEVariant: 'ADE' },
      }),
    ],
  },
  {
    title: 'The hub is replaced',
    steps: [
      hubPreNotified('chf2', 'gpf2'),
      { kind: 'exchange', label: 'the engineer exchanges the hubs' },
      happens('the old one has no power', 'fault', 'chf', 'off'),
      happens('the new one has a link', 'mend', 'chf2', 'no-link'),
      ask('8.14.1_COMMUNICATIONS_HUB_STATUS_UPDATE_INSTALL_SUCCESS', {
        set: { DeviceID: id('chf2'), CHFInstallType: 'Replacement CHF Install', MPxN: (config) => config.mpan },
      }),
      inventory('new hub', { chf2: 'Commissioned', gpf2: 'InstalledNotCommissioned' }, 'chf2'),
      command('CCS03_8.12.1_SUCCESS', { on: 'chf2', set: { OldCHFID: id('chf') } }),
      dccAlert('N30', 'chf2'),
      command('GCS59_8.12.2_SUCCESS', {
        on: 'gpf2',
        set: { OldGPFID: id('gpf') },
        says: entries('gsme', 'ppmid', 'ihd'),
      }),
      dccAlert('N31', 'chf2'),
      inventory('behind the new hub', commissioned('chf2', 'gpf2'), 'chf2'),
      ask('8.14.3_COMMUNICATIONS_HUB_STATUS_UPDATE_FAULT_RETURN', {
        set: { CHFFaultReturnType: 'Fault identified post installation', CHFFaultReason: 'SM WAN Fault' },
      }),
      inventory('old hub returned', { chf: 'Decommissioned', gpf: 'Decommissioned' }),
    ],
  },
  {
    title: 'The Devices answer through the new hub',
    steps: [
      command('CCS06_8.9_SUCCESS', { on: 'chf2', says: entries('esme', 'gsme', 'ppmid', 'hcalcs', 'ihd') }),
      command('CCS07_8.9_SUCCESS', { on: 'chf2', says: entries('esme', 'gsme', 'ppmid', 'hcalcs', 'ihd') }),
      command('CS07_8.9_SUCCESS', { label: 'GPF', on: 'gpf2', says: entries('gsme', 'ppmid', 'ihd') }),
      command('ECS17b_4.1.1_SINGLE_SUCCESS', { says: text('ActiveEnergyUnit', 'Wh') }),
      command('GCS13a_4.1.1_SUCCESS_RELIABLE_GPF', { on: 'gpf2', says: text('Unit', 'm3') }),
      command('GCS60_4.18_SUCCESS', { on: 'gsme', says: text('MeterBalance', '760000') }),
      command('CS08_11.2_SUCCESS'),
    ],
  },
]
