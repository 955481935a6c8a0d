// All conversations as a file, and conversations from files of this and other assistants.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { importFile } from '../api/client';
import { useFeature } from '../api/features';
import { useT } from '../i18n/language';
import { Icon } from '../ui/Icon';

export function DataRows() {
  const t = useT();
  const queries = useQueryClient();
  const picker = useRef<HTMLInputElement>(null);
  const exporting = useFeature('export');
  const importing = useFeature('import');
  const load = useMutation({
    mutationFn: importFile,
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['conversations'] }),
  });
  if (!exporting && !importing) return null;
  return (
    <>
      <h3>{t('settings.data')}</h3>
      <div className="setting">
        <p role="status">
          {load.isPending ? t('loading') : load.error ? load.error.message
            : load.data ? t('import.done', { n: load.data.imported, skipped: load.data.skipped.length })
              : t('import.hint')}
        </p>
        <span className="row">
          {importing && (
            <button type="button" className="button small" disabled={load.isPending}
              onClick={() => picker.current?.click()}><Icon name="upload" />{t('import')}</button>
          )}
          {exporting && (
            <a className="button small" href="/api/export" download><Icon name="download" />{t('export.all')}</a>
          )}
        </span>
        <input ref={picker} type="file" hidden accept=".json,.jsonl,.zip" onChange={(e) => {
          const [file] = e.target.files ?? [];
          if (file) load.mutate(file);
          e.target.value = '';
        }} />
      </div>
    </>
  );
}
