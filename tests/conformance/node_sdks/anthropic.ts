// What the SDK declares that a server answers; strict.mjs makes schemas of it.
import type {Message, MessageTokensCount, RawMessageStreamEvent} from '@anthropic-ai/sdk/resources/messages/messages';
import type {ModelInfo} from '@anthropic-ai/sdk/resources/models';

export type MessagesWhole = Message;
export type MessagesEvent = RawMessageStreamEvent;
export type MessagesCount = MessageTokensCount;
export type MessagesModels = {data: ModelInfo[]; has_more: boolean; first_id: string | null; last_id: string | null};
export type MessagesModel = ModelInfo;
