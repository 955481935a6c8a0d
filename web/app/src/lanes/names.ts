// What an agent is called: its strategy, or its number.
import { useT } from '../i18n/language';
import type { Branch } from '../turn/reduce';

export function useAgentName(): (branch: Branch) => string {
  const t = useT();
  return (branch) => branch.role || t('agent.n', { n: branch.branch });
}
