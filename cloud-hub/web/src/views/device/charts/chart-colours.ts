import type { AlertPriority } from '@lookout/shared/protocol/records';
import { useColorScheme } from '@mantine/hooks';
import { useMemo } from 'react';

export interface ChartColours {
  readonly text: string;
  readonly grid: string;
  readonly strong: string;
  readonly trend: string;
  readonly soft: string;
  readonly band: string;
  readonly hatch: string;
  readonly cursor: string;
  readonly wash: Readonly<Record<AlertPriority, string>>;
}

/** The page's tokens for the canvas; read again when the system turns dark or light. */
export function useChartColours(): ChartColours {
  const scheme = useColorScheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens depend on the scheme
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
    return {
      text: token('muted'),
      grid: token('line'),
      strong: token('line-strong'),
      trend: token('text'),
      soft: token('trend-soft'),
      band: token('band'),
      hatch: token('hatch'),
      cursor: token('link'),
      wash: {
        high: token('high-wash'),
        medium: token('medium-wash'),
        low: token('low-wash'),
      },
    };
  }, [scheme]);
}
