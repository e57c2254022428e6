// The home in use: tariffs, readings, logs, credentials, local commands, alerts; and what is refused.
import { ask, command, critical, deviceAlert, happens, inHours, refused } from './steps.mjs'

const UNKNOWN_DEVICE = '02-00-5E-FF-FF-FF-FF-FE'

// Whatever the Devices wrote down until now.
const sinceThen = { StartDateTime: '2026-01-01T00:00:00.00Z', EndDateTime: inHours(0) }
const logRead = (template, more) => command(template, { set: { ...sinceThen, ...more?.set }, ...more?.step })

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
      command('ECS17b_4.1.1_SINGLE_SUCCESS'),
      command('ECS17b_4.1.1_SINGLE_SUCCESS', { label: 'network operator', as: 'networkOperator' }),
      command('ECS17b_4.1.1_DSP_FUTURE_DATED', { label: 'held by the DSP', set: { ExecutionDateTime: inHours(6) } }),
      command('GCS13a_4.1.1_SUCCESS_RELIABLE_GPF'),
      command('GCS13a_4.1.1_SUCCESS_RELIABLE_GPF', { label: 'GSME', on: 'gsme' }),
      command('ECS17d_4.1.2_SINGLE_SUCCESS'),
      command('GCS13c_4.1.2_SUCCESS_RELIABLE_GPF'),
      command('GCS13b_4.1.4_SUCCESS_RELIABLE_GPF'),
      command('ECS19_4.3_SUCCESS'),
      command('GCS14_4.3_SUCCESS_RELIABLE_GPF'),
      logRead('ECS21b_4.14_KRP_SUCCESS'),
      logRead('GCS16b_4.14_KRP_SUCCESS'),
      command('ECS82_4.18_SUCCESS'),
      command('GCS60_4.18_SUCCESS'),
      command('GCS60a_4.18_SUCCESS_RELIABLE_GPF'),
    ],
  },
  {
    title: 'Identity, firmware, supply',
    steps: [
      command('ECS40_6.2.7_SINGLE_SUCCESS'),
      command('GCS46_6.2.7_SUCCESS'),
      command('ECS52_11.2_SUCCESS'),
      command('ECS52_11.2_SUCCESS', { label: 'CHF', on: 'chf' }),
      command('GCS38_11.2_SUCCESS'),
      command('CS08_11.2_SUCCESS'),
      command('CS08_11.2_SUCCESS', { label: 'HCALCS', on: 'hcalcs' }),
      command('ECS45_7.4_SUCCESS'),
      command('GCS33_7.4_SUCCESS'),
    ],
  },
  {
    title: 'Device, event and security logs',
    steps: [
      command('CCS05CCS04_8.9_SUCCESS'),
      command('CCS06_8.9_SUCCESS'),
      command('CCS07_8.9_SUCCESS'),
      ...['gsme', 'esme', 'gpf', 'ppmid', 'hcalcs'].map((device) =>
        command('CS07_8.9_SUCCESS', { label: device.toUpperCase(), on: device }),
      ),
      logRead('CS10a_6.13_SUCCESS'),
      logRead('CS10b_6.13_SUCCESS'),
      logRead('ECS35a_6.13_SUCCESS'),
      logRead('ECS35b_6.13_SUCCESS'),
      logRead('ECS35c_6.13_SUCCESS'),
      logRead('ECS35d_6.13_SUCCESS'),
      logRead('ECS35e_6.13_SUCCESS'),
      logRead('ECS35f_6.13_SUCCESS'),
      logRead('ECS35g_6.13_SUCCESS', { step: { as: 'networkOperator' } }),
    ],
  },
  {
    title: 'Security credentials',
    steps: [
      command('CS02aMAC_6.24.1_SUCCESS'),
      command('CS02fMAC_6.24.1_SUCCESS'),
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
    title: 'Alerts',
    steps: [
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
      logRead('ECS35e_6.13_SUCCESS', { step: { label: 'with the failure' } }),
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
