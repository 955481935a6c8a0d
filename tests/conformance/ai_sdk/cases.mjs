// Vercel's AI SDK through its four providers, each with text, a stream, a tool loop and an object.
import {createAnthropic} from '@ai-sdk/anthropic';
import {createOpenResponses} from '@ai-sdk/open-responses';
import {createOpenAI} from '@ai-sdk/openai';
import {createOpenAICompatible} from '@ai-sdk/openai-compatible';
import {embedMany, generateText, jsonSchema, Output, stepCountIs, streamText, tool} from 'ai';
import {assert, base, greeting, model, run, weather} from '../cases.mjs';

globalThis.AI_SDK_LOG_WARNINGS = false;
const apiKey = 'none';
const compatible = createOpenAICompatible(
    {name: 'ponder', baseURL: `${base}/v1`, apiKey, supportsStructuredOutputs: true});
const openai = createOpenAI({baseURL: `${base}/v1`, apiKey});
const providers = {
  'openai-compatible': compatible(model),
  'openai (chat)': openai.chat(model),
  'openai (responses)': openai.responses(model),
  'open-responses': createOpenResponses({name: 'ponder', url: `${base}/v1/responses`, apiKey})(model),
  'anthropic': createAnthropic({baseURL: `${base}/v1`, apiKey})(model),
};
const person = {type: 'object', properties: {name: {type: 'string'}, age: {type: 'integer'}},
                required: ['name', 'age'], additionalProperties: false};

const cases = {};
for (const [name, llm] of Object.entries(providers)) {
  const common = {model: llm, maxRetries: 0};
  cases[`${name}: text`] = async () => {
    const {text, finishReason} = await generateText({...common, prompt: 'hello'});
    assert.equal(text, greeting);
    assert.equal(finishReason, 'stop');
  };
  cases[`${name}: a stream`] = async () => {
    let text = '', failed = null;
    const stream = streamText({...common, prompt: 'hello', onError: ({error}) => (failed = error)});
    for await (const piece of stream.textStream) text += piece;
    if (failed) throw failed;
    assert.equal(text, greeting);
  };
  cases[`${name}: a tool loop`] = async () => {
    const asked = [];
    const {text} = await generateText({
      ...common,
      prompt: 'what is the weather in Paris?',
      stopWhen: stepCountIs(3),
      tools: {get_weather: tool({description: 'The weather.', inputSchema: jsonSchema(weather),
                                 execute: ({city}) => (asked.push(city), '18 degrees')})},
    });
    assert.deepEqual(asked, ['Paris']);
    assert.equal(text, 'It is 18 degrees in Paris.');
  };
  cases[`${name}: an object`] = async () => {
    const {output} = await generateText(
        {...common, prompt: 'a person as JSON', output: Output.object({schema: jsonSchema(person)})});
    assert.deepEqual(output, {name: 'Ada', age: 36});
  };
}
cases['openai-compatible: reasoning'] = async () => {
  const {text, reasoningText} = await generateText(
      {model: compatible(`${model}:thinking`), maxRetries: 0, prompt: 'ponder about 6 times 7'});
  assert.equal(text, 'It is 42.');
  assert.ok(reasoningText.includes('forty-two'));
};
cases['openai-compatible: embeddings'] = async () => {
  const {embeddings} = await embedMany({model: compatible.textEmbeddingModel(model), values: ['a', 'b']});
  assert.deepEqual(embeddings.map((vector) => vector.length), [64, 64]);
};
await run(cases);
