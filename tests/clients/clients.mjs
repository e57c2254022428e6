// Plays the life of a home as the public clients would, and checks with their tools what comes back.
//   node clients.mjs --config file.json
// README.md describes the configuration; the story stands in life/. Exit 0 if everything is as it says, else 1.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { CHANGES } from './life/change.mjs'
import { INSTALLATION } from './life/install.mjs'
import { REMOVAL } from './life/remove.mjs'
import { USE } from './life/use.mjs'
import { Run } from './run.mjs'
import { lookUp, useWrapper } from './side_services.mjs'
import { SigningTool } from './signing_tool.mjs'
import { VirtualHome } from './virtual_home.mjs'

const LIFE = [...INSTALLATION, ...USE, ...CHANGES, ...REMOVAL]
const WITH_CERTIFICATES = ['esme', 'gsme', 'chf', 'gpf', 'ppmid', 'hcalcs', 'chf2', 'gpf2']

async function playLife(run, fresh, wrapper) {
  for (const { title, steps } of LIFE) {
    console.log(`\n== ${title}`)
    for (const step of steps) await run.play(step)
  }
  console.log('\n== Beside the requests')
  for (const device of WITH_CERTIFICATES) {
    for (const usage of ['digitalSignature', 'keyAgreement']) await lookUp(run, fresh, device, usage)
  }
  if (wrapper) await useWrapper(run, wrapper)
  run.checkUnasked()
}

async function main() {
  const at = process.argv.indexOf('--config')
  if (at < 0 || !process.argv[at + 1]) {
    console.error('usage: node clients.mjs --config file.json')
    return 2
  }
  const config = JSON.parse(readFileSync(process.argv[at + 1], 'utf8'))
  const packages = resolve(config.packages)
  const require = createRequire(resolve(packages, 'package.json'))
  const { BoxedKeyStore, KeyUsage } = require('@smartdcc/dccboxed-keystore')
  const tool = config.signer ? SigningTool.at(config.signer) : await SigningTool.start(packages, config.java)
  const home = new VirtualHome(config.home)
  const keyStore = await BoxedKeyStore.new(config.smki, undefined, config.keystore)
  const fresh = await BoxedKeyStore.new(config.smki, undefined, config.keystore)
  const run = new Run(config, { tool, home, keyStore, keyUsage: KeyUsage, parser: require('@smartdcc/duis-parser') })
  try {
    await home.start(config.home.world)
    await run.listen()
    await playLife(run, fresh, config.signer && require('@smartdcc/duis-sign-wrap'))
  } finally {
    run.close()
    tool.stop()
    await home.stop()
    await keyStore.cleanup()
    await fresh.cleanup()
  }
  console.log('')
  return run.sumUp() ? 0 : 1
}

process.exit(await main())
