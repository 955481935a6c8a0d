// What a model added to a repair, in its words.
import type { RepairStep } from '../turn/repair';

// Without its checks, which stand among the steps; empty where it had nothing else to say.
export function explanationIn(added: string, steps: RepairStep[]): string {
  const checks = new Set(steps.filter((step) => step.by_model).map((step) => `- ${step.text}`));
  const words = added.split('\n').filter((line) => !checks.has(line)).join('\n').trim();
  return /^\*[^*]+\*:$/.test(words) ? '' : words;
}
