import type { Report } from '../report';
import { renderMarkdown } from './markdown';
import { renderText } from './text';

/** The formats of a report. */
export const FORMATS = ['text', 'markdown', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Options of {@link render}. */
export interface RenderOptions {
  /**
   * Whether to colour text, for a terminal.
   * @default false
   */
  readonly color?: boolean;
  /**
   * Where the whole report is, if Markdown has to leave something out: a sentence, such as "The whole report is the
   * artifact `report` of this run."
   * @default - `npm run plan` prints it
   */
  readonly wholeReport?: string;
  /**
   * Most bytes of Markdown.
   * @default - those of a comment on GitHub
   */
  readonly limit?: number;
}

/** Renders a report. */
export function render(report: Report, format: Format, options: RenderOptions = {}): string {
  switch (format) {
    case 'text':
      return renderText(report, options);
    case 'markdown':
      return renderMarkdown(report, options);
    case 'json':
      return `${JSON.stringify(report, undefined, 2)}\n`;
  }
}
