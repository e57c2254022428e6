#!/usr/bin/env node
// Stands in for Java under the public package @smartdcc/duis-sign-wrap, which starts `java -cp JAR CLASS - [OPTION]` for
// each message: hands the message to a signing service instead. Give this file as the package's option `java`.
//   GRIDPOST_SIGNER   address of the service; default http://127.0.0.1:8090
import { text } from 'node:stream/consumers'
import { SigningTool } from './signing_tool.mjs'

const service = SigningTool.at(process.env.GRIDPOST_SIGNER ?? 'http://127.0.0.1:8090')
const words = process.argv.slice(2)
const xml = await text(process.stdin)
try {
  const signing = words.some((word) => word.endsWith('.Sign'))
  const preserve = words.includes('--preserveCounter')
  process.stdout.write(await (signing ? service.sign(xml, preserve) : service.verify(xml)))
} catch (error) {
  console.error(error.message)
  process.exitCode = error.errorCode ?? 1
}
