// The page's reducer gives the states of the fixtures that the C++ reducer passes too.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { EMPTY_TURN, reduce } from '../../../../web/page/reduce.js';

const folder = new URL('../../../fixtures/turns/', import.meta.url);

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const { name, events, state } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  test(`${file}: ${name}`, () => assert.deepEqual(events.reduce(reduce, EMPTY_TURN), state));
}
