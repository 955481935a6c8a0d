// The SDKs for Node do not look at what a server answers. This `fetch` does it for them: every answer
// and every event is held to the types that the SDK declares.
import Ajv from 'ajv';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {createGenerator} from 'ts-json-schema-generator';

const folder = dirname(fileURLToPath(import.meta.url));
const ADDED_BY_THE_SDK = ['output_text', '_request_id'];

// [method and path, type of a whole answer, type of an event]
const DECLARED = [
  [/^POST \/v1\/chat\/completions$/, 'ChatWhole', 'ChatEvent'],
  [/^POST \/v1\/completions$/, 'TextWhole', 'TextEvent'],
  [/^POST \/v1\/embeddings$/, 'Vectors'],
  [/^POST \/v1\/responses$/, 'ResponsesWhole', 'ResponsesEvent'],
  [/^GET \/v1\/responses\/[^/]+$/, 'ResponsesWhole', 'ResponsesEvent'],
  [/^POST \/v1\/messages$/, 'MessagesWhole', 'MessagesEvent'],
  [/^POST \/v1\/messages\/count_tokens$/, 'MessagesCount'],
  [/^GET \/v1\/models$/, 'OpenAIModels', null, 'MessagesModels'],
  [/^GET \/v1\/models\/.+$/, 'OpenAIModel', null, 'MessagesModel'],
];

// Where the types say less than the APIs do.
function widen({Response: response, Embedding: embedding, CompletionChoice: choice}) {
  const also = (properties, field, type) => { properties[field] = {anyOf: [properties[field], {type}]}; };
  also(response.properties, 'usage', 'null');  // Of a response that has not ended.
  also(embedding.properties, 'embedding', 'string');  // The SDK asks for base64 and takes it apart.
  also(choice.properties, 'finish_reason', 'null');  // Of a text completion's piece.
}

function schemaOf(sdk) {
  const schema = createGenerator({path: join(folder, `${sdk}.ts`), tsconfig: join(folder, 'tsconfig.json'), type: '*',
                                  skipTypeCheck: true, additionalProperties: true}).createSchema('*');
  for (const one of Object.values(schema.definitions)) {
    if (one.required) one.required = one.required.filter((field) => !ADDED_BY_THE_SDK.includes(field));
  }
  return schema;
}

function validators() {
  const ajv = new Ajv({allErrors: true, strict: false});
  const openai = schemaOf('openai');
  widen(openai.definitions);
  ajv.addSchema(openai, 'openai');
  ajv.addSchema(schemaOf('anthropic'), 'anthropic');
  return (type) => ajv.getSchema(`${type.startsWith('Messages') ? 'anthropic' : 'openai'}#/definitions/${type}`);
}

// The deepest complaints of the alternative that fits best say what is wrong.
function complaint(type, value, errors) {
  const depth = (error) => error.instancePath.split('/').length;
  const deepest = Math.max(...errors.map(depth));
  const said = errors.filter((error) => depth(error) === deepest)
                   .map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  return `${type}: ${[...new Set(said)].slice(0, 4).join('; ')} in ${JSON.stringify(value).slice(0, 200)}`;
}

export function strictFetch() {
  const validator = validators();
  let found = [], reading = [];
  const hold = (type, value) => {
    const check = validator(type);
    if (!check(value)) found.push(complaint(type, value, check.errors));
  };
  const read = async (response, [, whole, event, forAnthropic], isAnthropic) => {
    const text = await response.text();
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
      return hold(isAnthropic && forAnthropic ? forAnthropic : whole, JSON.parse(text));
    }
    for (const line of text.split('\n')) {
      if (line.startsWith('data: {')) hold(event, JSON.parse(line.slice(6)));
    }
  };
  return {
    async fetch(url, options) {
      const response = await fetch(url, options);
      const asked = `${options?.method ?? 'GET'} ${new URL(url).pathname}`;
      const declared = DECLARED.find(([pattern]) => pattern.test(asked));
      if (response.ok && declared) {
        const isAnthropic = new Headers(options?.headers).has('anthropic-version');
        reading.push(read(response.clone(), declared, isAnthropic)
                         .catch((error) => error.name === 'AbortError' || found.push(`${asked}: ${error}`)));
      }
      return response;
    },
    // Waits for what is being read; throws where something was wrong.
    async check() {
      await Promise.all(reading);
      const wrong = found;
      [found, reading] = [[], []];
      if (wrong.length > 0) throw new Error([...new Set(wrong)].slice(0, 3).join(' | '));
    },
  };
}
