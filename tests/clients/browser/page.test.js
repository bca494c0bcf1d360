'use strict'

// The live page in Chromium. With SCREENSHOTS=FOLDER there are pictures to look at.

const assert = require('node:assert/strict')
const path = require('node:path')
const { after, before, test } = require('node:test')
const { chromium } = require('playwright-core')
const { startFake } = require('../javascript/fake.js')

const UPDATE = '/_ml/trained_models/my-model/deployment/_update'
const ADAPTIVE = {
  adaptive_allocations: { enabled: true, min_number_of_allocations: 1, max_number_of_allocations: 8 },
  load: { rates: '0s=10/s,2m=100/s,5m=160/s,6m=300/s,7m=5/s', service_time: '50ms' }
}

let browser

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
})
after(() => browser.close())

/** A fake, and a page that complains of nothing and asks nobody else. */
async function open (t, { token, colorScheme = 'light', width = 1280 } = {}) {
  const url = await startFake(t, ...(token ? ['--control-token', token] : []))
  const headers = token ? { authorization: `Bearer ${token}` } : {}
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } })
  const complaints = []
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('request', request => request.url().startsWith(`${url}/_fake`) || complaints.push(request.url()))
  t.after(() => page.close())
  return {
    url,
    page,
    complaints,
    /** Asks the control API. */
    ask: async (method, path, body) => {
      const answer = await fetch(`${url}/_fake${path}`, { method, headers, body: body && JSON.stringify(body) })
      assert.equal(answer.status, 200, await answer.clone().text())
      return answer.json()
    },
    update: body => fetch(url + UPDATE, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
    /** The requests that are shown, the newest first. */
    rows: () => page.locator('#requests details'),
    shoot: async name => {
      if (process.env.SCREENSHOTS) await page.screenshot({ path: path.join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true })
    }
  }
}

/** An update that is accepted, one that is refused, and one that the server takes though it may not. */
async function sendThree ({ ask, update }) {
  await ask('PUT', '/deployments/my-model', {})
  for (const body of ['{"number_of_allocations": 4}', '{"number_of_allocations": 0}', '{"number_of_allocations": "5"}']) await update(body)
}

for (const colorScheme of ['light', 'dark']) {
  test(`requests are shown as they come, with what is wrong with them: ${colorScheme}`, async t => {
    const opened = await open(t, { colorScheme })
    const { page, rows } = opened
    await page.goto(`${opened.url}/_fake/ui`)
    await page.getByText('live', { exact: true }).waitFor()
    assert.match(await page.locator('#requests').innerText(), /No request has come yet/)
    await sendThree(opened)
    await rows().nth(2).waitFor()
    const verdicts = await page.locator('#requests .verdict').allInnerTexts()
    assert.deepEqual(verdicts, ['silent', 'refused', 'fine'])
    assert.equal(await page.locator('#counts').innerText(), '3 requests, 1 silent breach, 1 refused breach')

    const silent = rows().first()
    assert.match(await silent.innerText(), /\/number_of_allocations: must be an integer, but is the string "5"/)
    await silent.locator('summary').click()
    const details = await silent.locator('.inside').innerText()
    for (const shown of [/"number_of_allocations": "5"/, /"assignment"/, /content-type: application\/json/]) assert.match(details, shown)

    await page.getByLabel('Verdict').selectOption('refused')
    await rows().nth(1).waitFor({ state: 'detached' })
    assert.deepEqual(await page.locator('#requests .verdict').allInnerTexts(), ['refused'])
    await page.getByLabel('Verdict').selectOption('')
    await page.getByLabel('Filter').fill('200 "4"')
    await page.getByText('No request passes the filter.').waitFor()
    await page.getByLabel('Filter').fill('number_of_allocations 400')
    await rows().first().waitFor()
    assert.deepEqual(await page.locator('#requests .verdict').allInnerTexts(), ['refused'])
    await page.getByLabel('Filter').fill('')
    await rows().nth(2).waitFor()

    // The ground is what the scheme says.
    const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    const [red] = ground.match(/\d+/)
    assert.equal(Number(red) < 128, colorScheme === 'dark', ground)
    assert.deepEqual(opened.complaints, [])
  })

  test(`the state of the cluster is shown, and what becomes of it: ${colorScheme}`, async t => {
    const opened = await open(t, { colorScheme })
    const { page, ask } = opened
    await sendThree(opened)
    await ask('PUT', '/deployments/adaptive', ADAPTIVE)
    await ask('POST', '/clock', { advance: '15m' })
    await ask('POST', '/scripts', { on: { endpoint: 'update', times: 2 }, reply: { failure: 'not_enough_capacity' } })
    await ask('PUT', '/conditions/circuit_breaker')
    await page.goto(`${opened.url}/_fake/ui`)

    const scripts = page.getByLabel('Scripts')
    await scripts.getByText('waits for 2 more requests').waitFor()
    await page.getByLabel('Conditions').getByText('circuit_breaker').waitFor()
    await ask('DELETE', '/conditions/circuit_breaker')
    await opened.update('{"number_of_allocations": 6}')
    await scripts.getByText('waits for 1 more request', { exact: false }).and(page.getByText('used 1 time')).waitFor()
    await page.getByLabel('Conditions').getByText('none').waitFor()

    const deployments = page.getByLabel('Deployments')
    const card = deployments.locator('.card', { hasText: 'adaptive, 1 to 8' })
    const charts = card.locator('svg')
    assert.equal(await charts.count(), 3)
    assert.deepEqual(await charts.evaluateAll(all => all.map(it => it.getAttribute('aria-label'))),
      ['requests per second', 'allocations', 'requests that wait, and that are given up'])
    // The line of what was wanted goes up to the maximum and down again.
    const { moments } = await ask('GET', '/deployments/adaptive/scaling')
    const wanted = moments.map(moment => moment.allocations)
    assert.equal(Math.max(...wanted), 8)
    assert.equal(moments.length, 91)
    const line = await card.locator('svg .wanted').getAttribute('d')
    const heights = line.slice(1).split('L').map(point => Number(point.split(',')[1]))
    assert.ok(Math.min(...heights) < heights[0], line)
    assert.match(await card.innerText(), /requests per second 5/)
    assert.equal(await deployments.locator('.card', { hasText: 'my-model' }).locator('svg').count(), 0)
    await page.locator('#requests summary').nth(1).click()
    await opened.shoot(`page-${colorScheme}`)
    assert.deepEqual(opened.complaints, [])
  })
}

test('a reset empties the page, and a scope has its own', async t => {
  const opened = await open(t)
  const { page, rows } = opened
  await sendThree(opened)
  await page.goto(`${opened.url}/_fake/ui`)
  await rows().nth(2).waitFor()
  await opened.ask('POST', '/reset')
  await page.getByText('No request has come yet.').waitFor()
  await fetch(`${opened.url}/_fake/scopes/worker-1/_fake`)
  await page.getByLabel('Scope').selectOption('worker-1')
  await page.getByText('scope worker-1').waitFor()
  await fetch(`${opened.url}/_fake/scopes/worker-1/`)
  await rows().first().waitFor()
  assert.equal(await rows().count(), 1)
  assert.deepEqual(opened.complaints, [])
})

test('what a request says is no markup', async t => {
  const opened = await open(t)
  const { page, rows } = opened
  await page.goto(`${opened.url}/_fake/ui`)
  await page.getByText('live', { exact: true }).waitFor()
  await opened.update('{"<img src=x onerror=alert(1)>": 1}')
  await rows().first().locator('summary').click()
  assert.match(await rows().first().innerText(), /<img src=x onerror=alert\(1\)>/)
  assert.equal(await page.locator('img').count(), 0)
  assert.deepEqual(opened.complaints, [])
})

test('with a token the page asks for it, keeps it in its tab, and shows nothing before', async t => {
  const opened = await open(t, { token: 'hunter2' })
  const { page, rows } = opened
  await sendThree(opened)
  await page.goto(`${opened.url}/_fake/ui`)
  const field = page.getByLabel('Token of the control API')
  await field.fill('hunter3')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByText('This is not the token.').waitFor()
  assert.equal(await page.locator('main').isVisible(), false)
  await opened.shoot('token-wrong')
  await field.fill('hunter2')
  await page.getByRole('button', { name: 'Show' }).click()
  await rows().nth(2).waitFor()
  assert.equal(await field.isVisible(), false)
  // What comes later comes as well, and after the page was loaded anew.
  await opened.update('{"number_of_allocations": 3}')
  await rows().nth(3).waitFor()
  await page.reload()
  await rows().nth(3).waitFor()
  assert.ok(!page.url().includes('hunter'))
  assert.equal(await page.context().cookies().then(all => all.length), 0)
  // The browser itself says that it was refused, twice, and nothing else.
  const other = opened.complaints.filter(it => !it.includes('401 (Unauthorized)'))
  assert.deepEqual(other, [])
})

test('a narrow window has all of it', async t => {
  const opened = await open(t, { width: 400 })
  await sendThree(opened)
  await opened.ask('PUT', '/deployments/adaptive', ADAPTIVE)
  await opened.page.goto(`${opened.url}/_fake/ui`)
  await opened.rows().nth(2).waitFor()
  await opened.page.locator('svg').nth(2).waitFor()
  await opened.shoot('page-narrow')
  const overflow = await opened.page.evaluate('document.documentElement.scrollWidth - innerWidth')
  assert.ok(overflow <= 0, `${overflow}`)
  assert.deepEqual(opened.complaints, [])
})
