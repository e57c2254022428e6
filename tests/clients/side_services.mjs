// What a User's software does besides sending requests: looks up certificates, signs with the wrapper package.
import { fileURLToPath } from 'node:url'
import { deviceId, fillIn } from './templates.mjs'

/** The key store client finds a Device's certificate, by EUI and again by serial number. */
export async function lookUp(run, fresh, device, usage) {
  const message = { code: 'nothing', verified: false, parsed: false }
  const eui = deviceId(run.config, device)
  try {
    const found = await run.keyStore.query({ eui, keyUsage: run.keyUsage[usage], lookup: 'certificate' })
    message.code = `${found?.length ?? 0} found`
    const again = found && (await fresh.query({ serial: found[0].serial, lookup: 'certificate' }))
    message.verified = (again?.certificate ?? again?.[0]?.certificate)?.raw.equals(found[0].certificate.raw)
    message.parsed = found?.[0].eui.toString() === eui.replaceAll('-', '').toLowerCase()
  } catch (error) {
    message.problem = error.message
  }
  run.row(`key store: ${usage} certificate of the ${device.toUpperCase()}`, '1 found', message)
}

/** The wrapper package signs and verifies with our service, which stands where it looks for Java. */
export async function useWrapper(run, wrapper) {
  process.env.GRIDPOST_SIGNER = run.config.signer
  const java = fileURLToPath(new URL('signer_as_java.mjs', import.meta.url))
  const message = { code: 'nothing', verified: false, parsed: false }
  try {
    const own = ++run.counter
    const template = fillIn({ template: 'ECS82_4.18_SUCCESS' }, run.config, own, run)
    const kept = await wrapper.signDuis({ xml: template, java, preserveCounter: true })
    const fresh = await wrapper.signDuis({ xml: template, java })
    const counter = (xml) => run.parser.parseDuis('simplified', xml).header.requestId.counter
    message.verified = !/Signature/.test(await wrapper.validateDuis({ xml: kept, java }))
    message.parsed = counter(kept) === own && counter(fresh) !== own
    const changed = kept.replace(`:${own}<`, `:${own + 1n}<`)
    const refusal = await wrapper.validateDuis({ xml: changed, java }).catch((error) => error.message)
    message.code = refusal.startsWith('validation failed') ? 'refused' : 'taken'
  } catch (error) {
    message.problem = error.message
  }
  run.row('wrapper package: signs, verifies, refuses what was changed', 'refused', message)
}
