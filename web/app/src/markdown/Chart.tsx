// A vega or vega-lite chart, drawn without eval and without a way to fetch anything; what cannot be
// drawn is shown as the code that it is.
import { useEffect, useRef, useState } from 'react';
import { parse, View, type Loader, type Spec } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { useT } from '../i18n/language';
import { useDark } from '../settings/theme';
import { CodeBlock } from './CodeBlock';

const refuse = () => Promise.reject(new Error('Charts hold their own data.'));
const NO_LOADER: Loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse } as unknown as Loader;

function specOf(code: string, dark: boolean): Spec {
  const json = JSON.parse(code) as Record<string, unknown>;
  const lite = !String(json.$schema ?? 'vega-lite').includes('/vega/');
  const ink = dark ? '#c9c6bc' : '#4b4740';
  const axis = { labelColor: ink, titleColor: ink, domainColor: ink, tickColor: ink, gridColor: dark ? '#32362f' : '#e3dfd6' };
  const config = {
    background: 'transparent', axis, legend: { labelColor: ink, titleColor: ink },
    title: { color: ink }, view: { stroke: null },
  };
  if (!lite) return json as unknown as Spec;
  const sized = 'width' in json ? json : { width: 460, height: 260, ...json };
  return compile(sized as unknown as TopLevelSpec, { config }).spec;
}

export default function Chart({ code }: { code: string }) {
  const t = useT();
  const dark = useDark();
  const box = useRef<HTMLDivElement>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    let view: View | null = null;
    try {
      const runtime = parse(specOf(code, dark), {}, { ast: true });
      view = new View(runtime, {
        renderer: 'svg', container: box.current ?? undefined, loader: NO_LOADER, hover: true,
        expr: expressionInterpreter, logLevel: 0,
      } as ConstructorParameters<typeof View>[1]);
      view.runAsync().catch(() => setBroken(true));
    } catch {
      setBroken(true);
    }
    return () => { view?.finalize(); };
  }, [code, dark]);
  if (broken) return <CodeBlock code={code} language="json" />;
  return <figure className="figure" aria-label={t('chart')}><div ref={box} /></figure>;
}
