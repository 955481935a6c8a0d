// Files that the reader takes home: made in the browser from what the server holds.
import type { WholeConversation } from '../api/types';

const SAVED_FOR_MS = 10_000;

export function saveFile(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, ' ').trim().slice(0, 80) || 'file';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), SAVED_FOR_MS);
}

export function markdownOf({ title, turns }: WholeConversation): string {
  const parts = turns.map((turn) =>
    `## ${turn.input.split('\n').join('\n## ')}\n\n${turn.answer}\n\n*${turn.model}, ${turn.mode}*`);
  return `# ${title}\n\n${parts.join('\n\n')}\n`;
}
