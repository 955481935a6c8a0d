// Shows a page in an origin of its own: a sandboxed frame whose document the server sends with a
// policy that allows no network. The page is handed over once; errors come back through a port.
import { useEffect, useRef } from 'react';
import { useT } from '../i18n/language';
import type { PageError } from './repair';

interface Props {
  code: string;
  title: string;
  onError(error: PageError): void;
}

export function Frame({ code, title, onError }: Props) {
  const t = useT();
  const frame = useRef<HTMLIFrameElement>(null);
  const tell = useRef(onError);
  useEffect(() => { tell.current = onError; });
  useEffect(() => {
    let port: MessagePort | null = null;
    const hand = (e: MessageEvent) => {
      const target = frame.current?.contentWindow;
      if (!target || e.source !== target || e.data !== 'canvas-ready' || port) return;
      const channel = new MessageChannel();
      port = channel.port1;
      port.onmessage = ({ data }: MessageEvent<{ kind?: unknown; message?: unknown; line?: unknown }>) => {
        if (data?.kind !== 'error') return;
        tell.current({ message: String(data.message).slice(0, 2000), line: Number(data.line) || 0 });
      };
      target.postMessage(code, '*', [channel.port2]);
    };
    addEventListener('message', hand);
    return () => {
      removeEventListener('message', hand);
      port?.close();
    };
  }, [code]);
  return (
    <iframe ref={frame} className="canvas-frame" src="/canvas/frame.html" sandbox="allow-scripts"
      referrerPolicy="no-referrer" title={title || t('canvas')} allow="fullscreen 'none'" />
  );
}
