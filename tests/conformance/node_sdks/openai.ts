// What the SDK declares that a server answers; strict.mjs makes schemas of it.
import type {ChatCompletion, ChatCompletionChunk} from 'openai/resources/chat/completions/completions';
import type {Completion} from 'openai/resources/completions';
import type {CreateEmbeddingResponse} from 'openai/resources/embeddings';
import type {Model} from 'openai/resources/models';
import type {Response, ResponseStreamEvent} from 'openai/resources/responses/responses';

export type ChatWhole = ChatCompletion;
export type ChatEvent = ChatCompletionChunk;
export type TextWhole = Completion;
export type TextEvent = Completion;
export type Vectors = CreateEmbeddingResponse;
export type OpenAIModels = {object: 'list'; data: Model[]};
export type OpenAIModel = Model;
export type ResponsesWhole = Response;
export type ResponsesEvent = ResponseStreamEvent;
