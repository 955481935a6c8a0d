// Which conversations have changed, as the server tells it in the moment: what other devices and tabs do
// is seen at once. Only a page that is seen listens, as browsers allow a server few connections.

export type Hear = (conversation: string | null) => void; // Null: anything may have changed.

export function watchChanges(hear: Hear): () => void {
  let source: EventSource | null = null;
  const close = () => {
    source?.close();
    source = null;
  };
  const listen = () => {
    if (document.hidden) close();
    // One that a refusal has ended does not come back by itself.
    else if (source === null || source.readyState === EventSource.CLOSED) {
      source = new EventSource('/api/changes');
      source.onmessage = ({ data }: MessageEvent<string>) => {
        const { conversation } = JSON.parse(data) as { conversation: string | null };
        hear(conversation);
      };
    }
  };
  listen();
  document.addEventListener('visibilitychange', listen);
  return () => {
    document.removeEventListener('visibilitychange', listen);
    close();
  };
}
