// Which reading of a conversation counts.
import { expect, test } from 'vitest';
import { Reads } from '../src/chat/reads';

test('a reading that a later one has overtaken does not count', () => {
  const reads = new Reads();
  const first = reads.begin();
  const second = reads.begin();
  expect(reads.take(second)).toBe(true);
  expect(reads.take(first)).toBe(false);
});

test('a reading under way is made again after a change, one that has come is not', () => {
  const reads = new Reads();
  expect(reads.outdate()).toBe(false);
  const read = reads.begin();
  expect(reads.outdate()).toBe(true);
  expect(reads.take(read)).toBe(false);
  const again = reads.begin();
  expect(reads.take(again)).toBe(true);
  expect(reads.outdate()).toBe(false);
});
