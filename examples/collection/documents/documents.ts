import { pricingDeck } from './pricing-deck.ts';
import { returnMail } from './return-mail.ts';
import { stockWorkbook } from './stock-workbook.ts';
import { tentManual } from './tent-manual.ts';

export interface OfficeFile {
  readonly file: string;
  readonly data: Uint8Array | string;
}

/** What an office would send round: a manual, slides, a workbook and a letter. `files` holds the photos that they show. */
export async function documents(files: string): Promise<readonly OfficeFile[]> {
  return [
    { file: 'documents/ridgeback-tent-manual.pdf', data: await tentManual(files) },
    { file: 'documents/pricing-2026.pptx', data: await pricingDeck(files) },
    { file: 'documents/stock-and-suppliers.xlsx', data: stockWorkbook() },
    { file: 'documents/order-4127-return.eml', data: await returnMail(files) },
  ];
}
