// A walk through a project with the official JavaScript client; run by test_conformance_js.py.
//
//   node conformance.mjs URL KEY EMAIL PASSWORD
//
// Ends with 0 when everything was as documented, and says what was not otherwise.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const require = createRequire(`${process.env.NPM_FOLDER}/`)
const { createClient } = require('@supabase/supabase-js')

const [url, key, email, password] = process.argv.slice(2)
const options = { auth: { persistSession: false, autoRefreshToken: false } }
const client = createClient(url, key, options)

function ok({ data, error }) {
  assert.equal(error, null)
  return data
}

// Auth
const { error: wrong } = await client.auth.signInWithPassword({ email, password: 'wrong' })
assert.deepEqual([wrong.status, wrong.code], [400, 'invalid_credentials'])
const session = ok(await client.auth.signInWithPassword({ email, password })).session
const user = session.user.id
const renewed = ok(await client.auth.refreshSession()).session
assert.notEqual(renewed.refresh_token, session.refresh_token)
assert.equal(ok(await client.auth.getUser()).user.email, email)
assert.equal(ok(await client.auth.getClaims()).claims.sub, user)

// Rows, and what Realtime tells of them
const heard = []
let subscribed
const ready = new Promise((resolve) => (subscribed = resolve))
const channel = client
  .channel('library')
  .on('system', {}, (payload) => payload.status === 'ok' && subscribed())
  .on('postgres_changes', { event: '*', schema: 'public', table: 'user_library' }, (payload) =>
    heard.push(payload)
  )
  .subscribe((status, error) => assert.equal(status === 'CHANNEL_ERROR', false, error))
await ready

const row = {
  user_id: user,
  asset_type: 'image',
  storage_path: `${user}/a.png`,
  file_size_bytes: 3,
  mime_type: 'image/png',
  original_prompt: 'p',
  model_used: 'm',
  tags: ['a', 'b,"c'],
}
const inserted = ok(await client.from('user_library').insert(row).select('id,tags,xmin').single())
assert.deepEqual(inserted.tags, row.tags)
const swap = () =>
  client
    .from('user_library')
    .update({ is_favorite: true })
    .eq('id', inserted.id)
    .eq('xmin', inserted.xmin)
    .select('id,xmin')
assert.equal(ok(await swap()).length, 1)
assert.equal(ok(await swap()).length, 0)
while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 20))
ok(await client.from('user_library').delete().eq('id', inserted.id))
while (heard.length < 3) await new Promise((resolve) => setTimeout(resolve, 20))
assert.deepEqual(
  heard.map((change) => change.eventType),
  ['INSERT', 'UPDATE', 'DELETE']
)
assert.deepEqual(heard[0].new.tags, row.tags)
assert.equal(heard[1].new.is_favorite, true)
assert.deepEqual(heard[2].old, { id: inserted.id })

// Files
const bucket = client.storage.from('user-library')
const path = `${user}/a b.png`
const file = { contentType: 'image/png', metadata: { sha256: 'abc' } }
assert.equal(ok(await bucket.upload(path, Buffer.from('one'), file)).path, path)
const { error: again } = await bucket.upload(path, new Blob(['two'], { type: 'image/png' }), file)
assert.equal(again.statusCode, '409')
assert.equal(await ok(await bucket.download(path)).text(), 'one')
assert.equal(ok(await bucket.info(path)).metadata.sha256, 'abc')
assert.equal(ok(await bucket.exists(path)), true)
assert.deepEqual(
  ok(await bucket.list(user)).map((object) => object.name),
  ['a b.png']
)
const { signedUrl } = ok(await bucket.createSignedUrl(path, 60))
assert.equal(await (await fetch(signedUrl)).text(), 'one')
const part = await fetch(signedUrl, { headers: { range: 'bytes=1-' } })
assert.deepEqual([part.status, await part.text()], [206, 'ne'])
const links = ok(await bucket.createSignedUrls([path, `${user}/none.png`], 60))
assert.deepEqual(
  links.map((link) => link.error === null),
  [true, false]
)
ok(await bucket.update(path, Buffer.from('three'), file))
assert.equal(await ok(await bucket.download(path)).text(), 'three')
assert.equal(ok(await bucket.remove([path])).length, 1)

// The end
assert.equal(await client.removeChannel(channel), 'ok')
await client.realtime.disconnect()
ok({ data: null, ...(await client.auth.signOut({ scope: 'local' })) })
assert.equal((await client.auth.refreshSession({ refresh_token: renewed.refresh_token })).error.code,
  'refresh_token_not_found')
