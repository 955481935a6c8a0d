// What the server can do beyond the turns themselves, as it says beside its list of conversations.
import { create } from 'zustand';

export type Feature = 'search' | 'share' | 'folders' | 'export' | 'import' | 'changes';

const useFeatures = create<{ features: Set<string> }>(() => ({ features: new Set() }));

// Draws nothing anew where nothing changed.
export function noteFeatures(names: string[]): void {
  const { features } = useFeatures.getState();
  if (names.length !== features.size || names.some((name) => !features.has(name))) {
    useFeatures.setState({ features: new Set(names) });
  }
}

export const useFeature = (name: Feature): boolean => useFeatures((s) => s.features.has(name));

// Whether it keeps conversations in order: a server that names anything does.
export const useArchive = (): boolean => useFeatures((s) => s.features.size > 0);
