// The other tabs of this browser hear at once when a conversation changes; other devices hear it from
// the server (api/changes.ts).

type Hear = (conversation: string) => void;

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('ponder');

export function announceChange(conversation: string): void {
  channel?.postMessage({ conversation });
}

export function onOtherTabs(hear: Hear): () => void {
  const listen = (e: MessageEvent<{ conversation?: unknown }>) => {
    if (typeof e.data?.conversation === 'string') hear(e.data.conversation);
  };
  channel?.addEventListener('message', listen);
  return () => channel?.removeEventListener('message', listen);
}
