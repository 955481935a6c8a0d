// What the SDKs declare that a server answers; strict.mjs makes schemas of it.
import type {Message, MessageTokensCount, RawMessageStreamEvent} from '@anthropic-ai/sdk/resources/messages/messages';
import type {ModelInfo} from '@anthropic-ai/sdk/resources/models';
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
export type MessagesWhole = Message;
export type MessagesEvent = RawMessageStreamEvent;
export type MessagesCount = MessageTokensCount;
export type MessagesModels = {data: ModelInfo[]; has_more: boolean; first_id: string | null; last_id: string | null};
export type MessagesModel = ModelInfo;
