// The home in use: tariffs, readings, logs, credentials, local commands, alerts; and what is refused.
import { ask, command, critical, deviceAlert, entries, happens, inHours, refused, sent, text, unanswered } from './steps.mjs'

const UNKNOWN_DEVICE = '02-00-5E-FF-FF-FF-FF-FE'

// Whatever the Devices wrote down until now.
const sinceThen = { StartDateTime: '2026-01-01T00:00:00.00Z', EndDateTime: inHours(0) }
const logRead = (template, more) => command(template, { set: sinceThen, ...more })
// A gas Device says that it found nothing.
const empty = (element) => ({ says: new RegExp(`<ra:${element}/>`), partly: true })

const electricity = [text('ActiveEnergyUnit', 'Wh'), text('Value', '18\\d{6}')]
const gas = text('Value', '41\\d\\d[.]?\\d*')
const firmware = (device) => (config) => text('FirmwareVersion', config.products[device].FirmwareVersion)
const deviceLog = (device, ...others) =>
  command('CS07_8.9_SUCCESS', { label: device.toUpperCase(), on: device, says: entries(...others) })

export const USE = [
  {
    title: 'Tariffs',
    steps: [
      critical('ECS01a_1.1.1_IMMEDIATE_BLOCK_SUCCESS'),
      critical('GCS01a_1.1.1_FUTURE_DATED_BLOCK_SUCCESS', { label: 'at once', drop: ['ExecutionDateTime'] }),
    ],
  },
  {
    title: 'Readings',
    steps: [
      command('ECS17b_4.1.1_SINGLE_SUCCESS', { says: electricity }),
      command('ECS17b_4.1.1_SINGLE_SUCCESS', { label: 'network operator', as: 'networkOperator', says: electricity }),
      command('ECS17b_4.1.1_DSP_FUTURE_DATED', {
        label: 'held by the DSP',
        set: { ExecutionDateTime: inHours(3) },
        says: electricity,
      }),
      command('GCS13a_4.1.1_SUCCESS_RELIABLE_GPF', { says: gas }),
      command('GCS13a_4.1.1_SUCCESS_RELIABLE_GPF', { label: 'GSME', on: 'gsme', says: gas }),
      command('ECS17d_4.1.2_SINGLE_SUCCESS', { says: /TOUPrimaryRegisterValue index="1">18\d{6}</ }),
      command('GCS13c_4.1.2_SUCCESS_RELIABLE_GPF', { says: /TOURegisterMatrixValue index="1">41\d\d/ }),
      command('GCS13b_4.1.4_SUCCESS_RELIABLE_GPF', { says: /TariffBlockCounterValue index="1">41\d\d/ }),
      command('ECS19_4.3_SUCCESS', { says: text('MeterBalance', '1250000') }),
      command('GCS14_4.3_SUCCESS_RELIABLE_GPF', { says: text('MeterBalance', '150000') }),
      logRead('ECS21b_4.14_KRP_SUCCESS'),
      logRead('GCS16b_4.14_KRP_SUCCESS', empty('Gas')),
      command('ECS82_4.18_SUCCESS', { says: text('MeterBalance', '1250000') }),
      command('GCS60_4.18_SUCCESS', { says: text('MeterBalance', '760000') }),
      command('GCS60a_4.18_SUCCESS_RELIABLE_GPF', { says: text('MeterBalance', '760000') }),
    ],
  },
  {
    title: 'Identity, firmware, supply',
    steps: [
      command('ECS40_6.2.7_SINGLE_SUCCESS', { says: (config) => text('ImportMPAN', config.mpan) }),
      command('GCS46_6.2.7_SUCCESS', { says: (config) => text('MPRN', config.mprn) }),
      command('ECS52_11.2_SUCCESS', { says: firmware('esme') }),
      command('ECS52_11.2_SUCCESS', { label: 'CHF', on: 'chf', says: firmware('chf') }),
      command('GCS38_11.2_SUCCESS', { says: firmware('gsme') }),
      command('CS08_11.2_SUCCESS', { says: firmware('ppmid') }),
      command('CS08_11.2_SUCCESS', { label: 'HCALCS', on: 'hcalcs', says: firmware('hcalcs') }),
      command('ECS45_7.4_SUCCESS', { says: text('SupplyState', 'Enabled') }),
      command('GCS33_7.4_SUCCESS', { says: text('SupplyState', 'Enabled') }),
    ],
  },
  {
    title: 'Device, event and security logs',
    steps: [
      ...['CCS05CCS04_8.9_SUCCESS', 'CCS06_8.9_SUCCESS', 'CCS07_8.9_SUCCESS'].map((template) =>
        command(template, { says: entries('esme', 'gsme', 'ppmid', 'hcalcs', 'ihd') }),
      ),
      deviceLog('gsme', 'gpf', 'ppmid'),
      deviceLog('gpf', 'gsme', 'ppmid', 'ihd'),
      deviceLog('esme', 'hcalcs', 'ppmid', 'ihd'),
      deviceLog('ppmid', 'esme', 'gsme'),
      deviceLog('hcalcs', 'esme'),
      logRead('CS10a_6.13_SUCCESS', { says: text('LogCode', '8F49') }), // joined
      logRead('CS10b_6.13_SUCCESS', empty('Log')),
      logRead('ECS35a_6.13_SUCCESS', { says: text('LogCode', '8F49') }),
      logRead('ECS35b_6.13_SUCCESS'),
      logRead('ECS35c_6.13_SUCCESS'),
      logRead('ECS35d_6.13_SUCCESS'),
      logRead('ECS35e_6.13_SUCCESS'),
      logRead('ECS35f_6.13_SUCCESS'),
      logRead('ECS35g_6.13_SUCCESS', { as: 'networkOperator' }),
    ],
  },
  {
    title: 'Security credentials',
    steps: [
      command('CS02aMAC_6.24.1_SUCCESS', {
        says: ['DigitalSigning', 'KeyAgreement', 'KeyAgreementTopUp'].map((usage) => text('CertificateUsage', usage)),
      }),
      command('CS02fMAC_6.24.1_SUCCESS', { says: /LoadController<[^]*trustAnchorNotFound/, partly: true }),
      ask('CS02bSupplierBySupplier_6.15.1_IMMEDIATE_SUCCESS', {
        label: 'pre-command that nobody signs',
        holds: (body) => 'PreCommand' in body.ResponseMessage,
      }),
    ],
  },
  {
    title: 'The customer',
    steps: [
      command('ECS50_9.1_SUCCESS', { as: 'otherUser', push: 'CINMessage' }),
      command('GCS36_9.1_SUCCESS', { as: 'otherUser', push: 'CINMessage' }),
      command('ECS12_3.2_SUCCESS', { set: { RestrictionDateTime: inHours(-1) } }),
      command('GCS09_3.2_SUCCESS', { set: { RestrictionDateTime: inHours(-1) } }),
    ],
  },
  {
    title: 'No WAN for an hour: a command is taken to the meter by hand',
    steps: [
      happens('the hub loses its link', 'fault', 'chf', 'no-link'),
      ask('ECS17b_4.1.1', {
        label: 'local command',
        holds: (body) => 'LocalCommand' in body.ResponseMessage,
      }),
      { kind: 'deliver', to: 'esme', label: 'a hand held terminal delivers it' },
      ask('8.13_RETURN_LOCAL_COMMAND_RESPONSE_CS06', {
        set: { OriginalRequestID: (_, run) => run.local.id, DeviceGBCSResponse: (_, run) => run.local.answer },
        push: 'GBCSPayload',
        returned: true,
      }),
      happens('the hub has a link again', 'mend', 'chf', 'no-link'),
    ],
  },
  {
    title: 'Alerts, and a load switch that does not answer',
    steps: [
      happens('the load switch falls silent', 'fault', 'hcalcs', 'silent'),
      sent('CS08_11.2_SUCCESS', { label: 'HCALCS', on: 'hcalcs' }),
      happens('somebody opens the electricity meter', 'alert', 'esme', '8F3F'),
      deviceAlert('8F3F', 'esme'),
      happens('the current is too high', 'alert', 'esme', '8010'),
      deviceAlert('8010', 'esme', 'networkOperator'),
      happens('somebody opens the gas meter', 'alert', 'gsme', '8F3F'),
      deviceAlert('8F3F', 'gsme'),
      happens('the power fails for ten minutes', 'restart', 'esme', '600'),
      deviceAlert('8F36', 'esme'),
      happens('the gas meter starts again', 'restart', 'gsme', '60'),
      deviceAlert('81B2', 'gsme'),
      logRead('ECS35e_6.13_SUCCESS', { label: 'with the failure', says: text('LogCode', '8F36') }),
      unanswered('CS08_11.2_SUCCESS', 'E21'),
      happens('the load switch answers again', 'mend', 'hcalcs', 'silent'),
      command('CS08_11.2_SUCCESS', { label: 'HCALCS', on: 'hcalcs', says: firmware('hcalcs') }),
    ],
  },
  {
    title: 'What is refused',
    steps: [
      refused('ECS17b_4.1.1_SINGLE_SUCCESS', 'E48', { label: 'sent twice', repeat: true }),
      refused('ECS17b_4.1.1_SINGLE_SUCCESS', 'E4', { label: 'another supplier', as: 'secondSupplier' }),
      refused('ECS17b_4.1.1_DSP_FUTURE_DATED', 'E49', { label: 'date long past' }),
      refused('ECS17b_4.1.1', 'E13', { label: 'local command on the wrong path', path: 'serviceS' }),
      refused('ECS82_4.18_SUCCESS', 'E19', { label: 'unknown Device', on: UNKNOWN_DEVICE }),
      refused('ECS70Commission_8.1.1_SUCCESS', 'E5', { label: 'commissioned already' }),
      refused('ECS50_9.1_SUCCESS', 'E2', { label: 'in no role of the service' }),
    ],
  },
]
