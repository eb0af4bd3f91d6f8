// What the node names by its own words, or tells as a text of our data, in the reader's language.

import { nm } from '../words/names.ts';
import { so } from '../words/sources.ts';

const AREAS = ['participation', 'issuance', 'payment', 'queue', 'liquidity', 'operatingday', 'rulebook', 'exchange', 'cycle', 'swap', 'surplus', 'offsetting', 'approval'] as const;
const COMMANDS = [
  'SubmitInstruction', 'CancelInstruction', 'ReorderInstruction', 'ReprioritiseInstruction', 'SetQueuePolicy', 'ReserveFunds', 'SetBilateralLimit', 'SetMultilateralLimit', 'SetCreditLine', 'TransferLiquidity', 'SetStandingOrder',
  'ExtendDay', 'SetCalendar', 'SuspendCurrency', 'ResumeCurrency', 'ChangeAccess', 'AddKey', 'RevokeKey', 'PostOfficialRate', 'ApproveOfficialRate', 'SetBand', 'SetQuota', 'SwitchPair', 'HaltExchange', 'ResumeExchange',
  'PlaceOrder', 'PostQuote', 'CancelOrder', 'RequireApprovals', 'SetOutflowCap', 'Issue', 'Redeem',
] as const;

/** An area by the word of the door (operating-day) or of the log (OperatingDay); one that is not known stands as it is. */
export function areaName(area: string): string {
  const plain = area.toLowerCase().replaceAll('-', '');
  const known = AREAS.find((one) => one === plain);
  return known ? nm(`area_${known}`) : area;
}

/** A command by its name; one that is not known here stands as it is. */
export function commandName(command: string): string {
  const known = COMMANDS.find((one) => one === command);
  return known ? nm(known) : command;
}

/** A text of our own data in the reader's language; any other as it was written. */
export function ownText(text: string): string {
  const key = (Object.keys(so.english) as (keyof typeof so.english)[]).find((one) => so.english[one] === text);
  return key ? so(key) : text;
}
