// What a User does with a pre-command: sign it with its GBCS key. (DUIS 3.3)
import { sign } from 'node:crypto'

/** Base64 of the signed pre-command. A trailing empty signature (00) is dropped. */
export function signPreCommand(payload, privateKey) {
  const message = Buffer.from(payload, 'base64')
  if (message[0] !== 0xdf) throw new Error('a pre-command starts with DF')
  const end = endOfContent(message)
  const rest = message.subarray(end).toString('hex')
  if (rest !== '' && rest !== '00') throw new Error(`unexpected octets after the content: ${rest}`)
  const signature = sign('sha256', message.subarray(1, end), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return Buffer.concat([message.subarray(0, end), Buffer.from([0x40]), signature]).toString('base64')
}

// Transaction identifier, originator, target, date and other information have one length octet each, the content BER.
function endOfContent(message) {
  let at = 1
  for (let field = 0; field < 5; ++field) at += 1 + message[at]
  const first = message[at++]
  if (first < 0x80) return at + first
  let length = 0
  for (let octet = 0; octet < (first & 0x7f); ++octet) length = length * 256 + message[at++]
  return at + length
}
