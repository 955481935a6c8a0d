// Runs the tests one file after the other (each flow file drives a browser) and sums them up.
import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const filesIn = (folder) => readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).sort()
  .map((name) => join(folder, name));

const given = process.argv.slice(2);
const files = (given.length ? given : filesIn('flows'))
  .map((file) => resolve(file));
const counts = { passed: 0, failed: 0 };
const failures = [];

const stream = run({ files, concurrency: 1, timeout: 900_000 });
// A file is an event of its own around its tests: it counts only where it could not be run.
const ofFile = (data) => files.includes(data.name) || data.details?.type === 'suite';
stream.on('test:pass', (data) => { if (!ofFile(data)) counts.passed += 1; });
stream.on('test:fail', (data) => {
  const onlyPassedOn = data.details?.error?.failureType === 'subtestsFailed';
  if (onlyPassedOn) return;
  counts.failed += 1;
  const why = String(data.details?.error?.cause?.message ?? data.details?.error?.message ?? '');
  failures.push(`FAIL ${basename(data.file ?? '')} ${data.name}: ${why.replaceAll(/\s+/g, ' ')}`);
});
stream.on('end', () => {
  if (counts.passed + counts.failed === 0) counts.failed = 1;
  setImmediate(() => {
    for (const line of failures) console.log(line);
    console.log(`${counts.passed} passed, ${counts.failed} failed`);
    process.exitCode = counts.failed === 0 ? 0 : 1;
  });
});
stream.compose(new spec()).pipe(process.stdout);
