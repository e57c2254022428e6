// The end of a home: Devices leave each other and the hub's log, meters are decommissioned, the hub goes back.
import { ppmidLeaves, update } from './change.mjs'
import { ask, dccAlert, id, inventory, offLog, refused, unjoin } from './steps.mjs'

const meters = { chf2: 'Commissioned', gpf2: 'Commissioned', esme: 'Commissioned', gsme: 'Commissioned' }

export const REMOVAL = [
  {
    title: 'Displays and load switch are taken away',
    steps: [
      unjoin.display('ppmid', 'esme'),
      unjoin.display('ppmid', 'gsme'),
      ...ppmidLeaves('gpf2'),
      unjoin.critical('esme', 'hcalcs'),
      unjoin.critical('hcalcs', 'esme'),
      unjoin.methodB('esme', 'ihd'),
      unjoin.methodB('gpf2', 'ihd'),
      inventory(
        'all left each other',
        { ...meters, ppmid: 'Whitelisted', hcalcs: 'Whitelisted', ihd: { DeviceType: 'IHD', DeviceStatus: null } },
        'chf2',
      ),
      ...['ppmid', 'hcalcs', 'ihd'].flatMap((device) => offLog(device, 'chf2')),
      inventory('meters alone', meters, 'chf2'),
      update('HCALCS as new', 'hcalcs', '<sr:UpdateDeviceStatusExceptCH>Pending</sr:UpdateDeviceStatusExceptCH>'),
      inventory('load switch in store', { hcalcs: 'Pending' }, 'hcalcs'),
      update('HCALCS deleted', 'hcalcs', '<sr:DeleteDevice/>'),
      refused('CS07_8.9_SUCCESS', 'E19', { label: 'HCALCS is not known any more', on: 'hcalcs' }),
      update('IHD deleted', 'ihd', '<sr:DeleteDevice/>'),
    ],
  },
  {
    title: 'The meters are decommissioned, the hub goes back',
    steps: [
      ask('8.3_DECOMMISSION_DEVICE', { label: 'ESME' }),
      dccAlert('N1', 'esme', 'networkOperator'),
      ask('8.3_DECOMMISSION_DEVICE', { label: 'GSME', set: { DeviceID: id('gsme') } }),
      dccAlert('N1', 'gsme', 'networkOperator'),
      refused('ECS17b_4.1.1_SINGLE_SUCCESS', 'E5', { label: 'decommissioned' }),
      ask('8.14.4_COMMUNICATIONS_HUB_STATUS_UPDATE_NO_FAULT_RETURN', { set: { DeviceID: id('chf2') } }),
      dccAlert('N9', 'chf2'),
      inventory(
        'the end',
        { chf2: 'Decommissioned', gpf2: 'Decommissioned', esme: 'Decommissioned', gsme: 'Decommissioned' },
        'chf2',
      ),
    ],
  },
]
