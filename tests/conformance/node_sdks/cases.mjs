// The official SDKs of OpenAI and Anthropic for Node: as they are, and with every answer held to the types that they
// declare.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import {assert, base, greeting, model, run, weather} from '../cases.mjs';
import {strictFetch} from './strict.mjs';

const ask = (content) => [{role: 'user', content}];
const chatTool = {type: 'function', function: {name: 'get_weather', parameters: weather}};
const responseTool = {type: 'function', name: 'get_weather', parameters: weather, strict: false};
const claudeTool = {name: 'get_weather', description: 'The weather.', input_schema: weather};

const casesOf = (openai, anthropic) => ({
  'chat: a whole answer': async () => {
    const answer = await openai.chat.completions.create({model, messages: ask('hello')});
    assert.equal(answer.choices[0].message.content, greeting);
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.ok(answer.usage.total_tokens > 0);
  },
  'chat: a stream': async () => {
    const stream = await openai.chat.completions.create(
        {model, messages: ask('hello'), stream: true, stream_options: {include_usage: true}});
    let text = '', usage = null;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? '';
      usage = chunk.usage ?? usage;
    }
    assert.equal(text, greeting);
    assert.ok(usage.completion_tokens > 0);
  },
  'chat: the stream helper': async () => {
    const stream = openai.chat.completions.stream({model, messages: ask('hello')});
    assert.equal(await stream.finalContent(), greeting);
  },
  'chat: a tool loop': async () => {
    const asked = [];
    const runner = openai.chat.completions.runTools({
      model,
      messages: ask('what is the weather in Paris?'),
      tools: [{type: 'function',
               function: {...chatTool.function, parse: JSON.parse,
                          function: ({city}) => (asked.push(city), '18 degrees')}}],
    });
    assert.equal(await runner.finalContent(), 'It is 18 degrees in Paris.');
    assert.deepEqual(asked, ['Paris']);
  },
  'chat: parallel tool calls, streamed': async () => {
    const stream = openai.chat.completions.stream(
        {model, messages: ask('the weather in two cities'), tools: [chatTool]});
    const {message, finish_reason: reason} = (await stream.finalChatCompletion()).choices[0];
    assert.equal(reason, 'tool_calls');
    assert.deepEqual(message.tool_calls.map((call) => JSON.parse(call.function.arguments).city),
                     ['Paris', 'Oslo']);
  },
  'chat: a JSON schema': async () => {
    const schema = {type: 'object', properties: {name: {type: 'string'}, age: {type: 'integer'}},
                    required: ['name', 'age'], additionalProperties: false};
    const answer = await openai.chat.completions.create(
        {model, messages: ask('a person as JSON'),
         response_format: {type: 'json_schema', json_schema: {name: 'person', schema, strict: true}}});
    assert.deepEqual(JSON.parse(answer.choices[0].message.content), {name: 'Ada', age: 36});
  },
  'chat: log probabilities': async () => {
    const answer = await openai.chat.completions.create(
        {model, messages: ask('hello'), logprobs: true, top_logprobs: 2});
    assert.ok(answer.choices[0].logprobs.content[0].logprob <= 0);
  },
  'chat: several choices': async () => {
    const answer = await openai.chat.completions.create({model, messages: ask('hello'), n: 2});
    assert.deepEqual(answer.choices.map((choice) => choice.index), [0, 1]);
  },
  'chat: a bad request': async () => {
    await assert.rejects(openai.chat.completions.create({model, messages: []}),
                         OpenAI.BadRequestError);
    await assert.rejects(openai.chat.completions.create({model: 'none', messages: ask('a')}),
                         OpenAI.NotFoundError);
  },
  'chat: a stream that is broken off': async () => {
    const stream = await openai.chat.completions.create(
        {model, messages: ask('tell it at length'), stream: true});
    for await (const _ of stream) break;
    stream.controller.abort();
    assert.ok(await openai.models.list());
  },
  'completions: whole and streamed': async () => {
    const body = {model, prompt: 'hello', max_tokens: 100};
    const whole = (await openai.completions.create(body)).choices[0].text;
    let text = '';
    for await (const chunk of await openai.completions.create({...body, stream: true})) {
      text += chunk.choices[0]?.text ?? '';
    }
    assert.equal(text, whole);
  },
  'embeddings': async () => {
    const answer = await openai.embeddings.create({model, input: ['a', 'b'], dimensions: 8});
    assert.deepEqual(answer.data.map((item) => item.embedding.length), [8, 8]);
  },
  'models': async () => {
    const names = [];
    for await (const one of openai.models.list()) names.push(one.id);
    assert.ok(names.includes(model));
    assert.equal((await openai.models.retrieve(model)).id, model);
  },
  'models of Anthropic': async () => {
    const names = [];
    for await (const one of anthropic.models.list()) names.push(one.id);
    assert.ok(names.includes(model));
    assert.equal((await anthropic.models.retrieve(model)).id, model);
  },
  'responses: a whole answer': async () => {
    const answer = await openai.responses.create({model, input: 'hello'});
    assert.equal(answer.output_text, greeting);
    assert.equal(answer.status, 'completed');
  },
  'responses: the stream helper': async () => {
    const answer = await openai.responses.stream({model, input: 'hello'}).finalResponse();
    assert.equal(answer.output_text, greeting);
  },
  'responses: a tool call and its result': async () => {
    const first = await openai.responses.create(
        {model, input: 'what is the weather in Paris?', tools: [responseTool], store: true});
    const call = first.output.find((item) => item.type === 'function_call');
    assert.equal(JSON.parse(call.arguments).city, 'Paris');
    const second = await openai.responses.create(
        {model, previous_response_id: first.id, tools: [responseTool],
         input: [{type: 'function_call_output', call_id: call.call_id, output: '18 degrees'}]});
    assert.equal(second.output_text, 'It is 18 degrees in Paris.');
  },
  'responses: a tool call, streamed': async () => {
    const answer = await openai.responses
        .stream({model, input: 'what is the weather in Paris?', tools: [responseTool]}).finalResponse();
    assert.equal(answer.output.at(-1).name, 'get_weather');
  },
  'responses: log probabilities, streamed': async () => {
    const stream = openai.responses.stream(
        {model, input: 'hello', include: ['message.output_text.logprobs'], top_logprobs: 2});
    assert.equal((await stream.finalResponse()).output_text, greeting);
  },
  'responses: reasoning': async () => {
    const answer = await openai.responses.create(
        {model, input: 'ponder about 6 times 7', reasoning: {effort: 'medium', summary: 'auto'}});
    assert.equal(answer.output_text, 'It is 42.');
    assert.ok(answer.output.some((item) => item.type === 'reasoning'));
  },
  'responses: retrieve and delete': async () => {
    const made = await openai.responses.create({model, input: 'hello', store: true});
    assert.equal((await openai.responses.retrieve(made.id)).id, made.id);
    await openai.responses.delete(made.id);
    await assert.rejects(openai.responses.retrieve(made.id), OpenAI.NotFoundError);
  },
  'messages: a whole answer': async () => {
    const answer = await anthropic.messages.create({model, max_tokens: 100, messages: ask('hello')});
    assert.equal(answer.content[0].text, greeting);
    assert.equal(answer.stop_reason, 'end_turn');
  },
  'messages: the stream helper': async () => {
    const stream = anthropic.messages.stream({model, max_tokens: 100, messages: ask('hello')});
    assert.equal(await stream.finalText(), greeting);
  },
  'messages: parallel tool calls, streamed, and their results': async () => {
    const question = ask('the weather in two cities');
    const first = await anthropic.messages
        .stream({model, max_tokens: 200, messages: question, tools: [claudeTool]}).finalMessage();
    assert.equal(first.stop_reason, 'tool_use');
    const calls = first.content.filter((block) => block.type === 'tool_use');
    assert.deepEqual(calls.map((call) => call.input.city), ['Paris', 'Oslo']);
    const results = calls.map(
        (call) => ({type: 'tool_result', tool_use_id: call.id, content: '18 degrees'}));
    const second = await anthropic.messages.create(
        {model, max_tokens: 200, tools: [claudeTool],
         messages: [...question, {role: 'assistant', content: first.content},
                    {role: 'user', content: results}]});
    assert.equal(second.content[0].text, 'It is 18 degrees in Paris.');
  },
  'messages: thinking': async () => {
    const answer = await anthropic.messages.create(
        {model, max_tokens: 2000, thinking: {type: 'enabled', budget_tokens: 1024},
         messages: ask('ponder about 6 times 7')});
    assert.deepEqual(answer.content.map((block) => block.type), ['thinking', 'text']);
  },
  'messages: thinking, streamed': async () => {
    const answer = await anthropic.messages
        .stream({model: `${model}:thinking`, max_tokens: 2000, messages: ask('ponder about 6 times 7')}).finalMessage();
    assert.deepEqual(answer.content.map((block) => block.type), ['thinking', 'text']);
    assert.ok(answer.usage.input_tokens > 0);
  },
  'messages: counting tokens': async () => {
    const count = await anthropic.messages.countTokens({model, messages: ask('hello')});
    assert.ok(count.input_tokens > 0);
  },
  'messages: a bad request': async () => {
    await assert.rejects(anthropic.messages.create({model, max_tokens: 100, messages: []}),
                         Anthropic.BadRequestError);
  },
});

const strict = strictFetch();
const all = {};
for (const [kind, options, check] of [['lax', {}, async () => {}], ['strict', {fetch: strict.fetch}, strict.check]]) {
  const common = {apiKey: 'none', maxRetries: 0, ...options};
  const cases = casesOf(new OpenAI({baseURL: `${base}/v1`, ...common}), new Anthropic({baseURL: base, ...common}));
  for (const [name, test] of Object.entries(cases)) {
    all[`${name} [${kind}]`] = async () => {
      await test();
      await check();
    };
  }
}
await run(all);
