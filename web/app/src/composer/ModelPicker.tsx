// Which model answers: each with its state, size and licence.
import { useQuery } from '@tanstack/react-query';
import { Popover, RadioGroup } from 'radix-ui';
import { useEffect, useState } from 'react';
import type { ModelResource } from '../api/types';
import { bytes } from '../i18n/figures';
import { useT, type Translate } from '../i18n/language';
import { changeSettings, useSettings } from '../settings/settings';
import { Icon } from '../ui/Icon';
import { currentModel, modelsQuery } from './models';

function factsOf(model: ModelResource, t: Translate): string {
  const facts: string[] = [];
  const memory = model.memory_bytes || model.size_bytes;
  if (memory) facts.push(t('model.memory', { size: bytes(memory) }));
  if (model.context_tokens) facts.push(t('tokens', { count: model.context_tokens }));
  if (model.licence) facts.push(model.licence);
  return facts.join(' \u00b7 ');
}

function stateOf(model: ModelResource, t: Translate): string {
  if (model.state === 'failed' && model.reason) return t('model.failed.why', { why: model.reason });
  return t(`model.${model.state}`);
}

export function ModelPicker() {
  const t = useT();
  const [open, setOpen] = useState(false);
  const wanted = useSettings((s) => s.model);
  const { data: models, refetch } = useQuery(modelsQuery);
  const current = currentModel(models, wanted);
  const gone = wanted !== '' && models !== undefined && models.every((m) => m.name !== wanted);
  useEffect(() => { if (gone) changeSettings({ model: '' }); }, [gone]);
  return (
    <Popover.Root open={open} onOpenChange={(next) => {
      setOpen(next);
      if (next) void refetch();
    }}>
      <Popover.Trigger className="button quiet model-button" aria-label={t('model.choose', { name: current?.name ?? '' })}>
        <span className="dot" data-state={current?.state ?? 'available'} />
        <span className="model-name">{current?.name ?? t('model.none')}</span>
        <Icon name="down" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="menu model-menu" side="top" align="end" sideOffset={8}
          collisionPadding={8} aria-label={t('models')}>
          {models?.length === 0 && (
            <p className="menu-note">{t('model.get')} <code>ponder pull</code></p>
          )}
          <RadioGroup.Root value={current?.name ?? ''} aria-label={t('models')}
            onValueChange={(model) => changeSettings({ model })}>
            {models?.map((model) => (
              <RadioGroup.Item key={model.name} value={model.name} className="model-row"
                onClick={() => setOpen(false)}>
                <span className="dot" data-state={model.state} />
                <span className="model-words">
                  <span className="model-name">{model.name}</span>
                  <span className="model-facts">{factsOf(model, t)}</span>
                  <span className="model-state">{stateOf(model, t)}</span>
                </span>
              </RadioGroup.Item>
            ))}
          </RadioGroup.Root>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
