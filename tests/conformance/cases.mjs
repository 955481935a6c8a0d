// What every Node client's cases use: where the server is, and a runner that prints one JSON line a
// case.
import assert from 'node:assert/strict';

export const base = process.env.BASE;
export const model = process.env.MODEL ?? 'fake';
export const greeting = 'Hello! How can I help?';
export const weather = {type: 'object', properties: {city: {type: 'string'}}, required: ['city']};
export {assert};

// Takes an object of functions by name; each name says what the function proves.
export async function run(cases) {
  for (const [name, test] of Object.entries(cases)) {
    const line = {case: name, result: 'pass'};
    try {
      await test();
    } catch (error) {
      line.result = 'fail';
      line.why = `${error?.name}: ${error?.message ?? error}`.slice(0, 600);
    }
    console.log(JSON.stringify(line));
  }
  process.exit(0);
}
