// What a Device answered, in words: MMC by `gridpost mmc`.
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/**
 * The MMC document of a GBCS message in base64; throws if there is none.
 * @param setup {command, arguments}: the gridpost command, and where its keys are
 * @param service the Service Reference Variant of the request; none for alerts
 */
export async function mmc(setup, payload, service) {
  const child = spawn(setup.command, ['mmc', ...setup.arguments, ...(service ? ['--service', service] : []), '-'])
  child.stdin.end(payload)
  const ended = new Promise((done) => child.on('exit', done))
  const [xml, problem] = await Promise.all([text(child.stdout), text(child.stderr)])
  const code = await ended
  if (code !== 0) throw new Error(`gridpost mmc: ${problem.trim()} (${code})`)
  return xml
}

/** True if every status in the message is a success. */
export function isSuccess(xml) {
  return /MessageSuccess="true"/.test(xml)
}
