// What can be done with a conversation of the list; the list follows.
import { useQueryClient } from '@tanstack/react-query';
import * as api from '../api/client';
import type { ConversationResource } from '../api/types';
import { go, hrefOf } from '../app/route';
import { announceChange } from '../chat/tabs';
import { heardOf, open, showFailure, useChat } from '../chat/store';
import { forgetDraft } from '../composer/drafts';
import { markdownOf, saveFile } from './download';

export function useConversationActions() {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['conversations'] });

  const change = (id: string, what: Partial<ConversationResource>) => {
    const titled = what.title !== undefined && useChat.getState().conversation === id;
    if (titled) useChat.setState({ title: what.title });
    api.changeConversation(id, what).then(() => announceChange(id)).catch((error: unknown) => {
      if (titled) heardOf(id); // It has its old title.
      showFailure(error);
    }).finally(() => void refresh());
  };

  // It is left at first: what is shown would be asked for again as soon as the server tells the change.
  const remove = (id: string) => {
    const shown = useChat.getState().conversation === id;
    if (shown) go('#');
    api.deleteConversation(id).then(() => {
      forgetDraft(id);
      announceChange(id);
    }, (error: unknown) => {
      if (shown) {
        go(hrefOf(id), true);
        void open(id);
      }
      showFailure(error);
    }).finally(() => void refresh());
  };

  const download = (item: ConversationResource) => {
    api.conversation(item.id).then((whole) => {
      saveFile(`${whole.title || 'chat'}.md`, 'text/markdown', markdownOf(whole));
    }).catch(showFailure);
  };

  return { change, remove, download, refresh };
}
