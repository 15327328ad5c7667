import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { PlainValue } from '../../../src/experiment/plain-state.ts';
import { formatValue } from '../../../src/report/value-text.ts';
import { isComposite } from '../model/state-changes.ts';
import { type Disclosures, type StateCell, type StateRow, stateRows } from '../model/state-rows.ts';
import type { Session } from './session.ts';
import { fullText } from './value-text.tsx';

/** The memory of all nodes side by side, a table a role. What the event changed is marked. */
export function StateTable({ session }: { readonly session: Session }): JSX.Element {
  const { roles } = session.trial.viewed;
  const names = [...new Set(roles)];
  return (
    <>
      {names.map((role) => (
        <RoleTable
          key={role}
          session={session}
          role={names.length > 1 ? role : undefined}
          nodes={roles.flatMap((name, node) => (name === role ? [node] : []))}
        />
      ))}
    </>
  );
}

interface RoleTableProps {
  readonly session: Session;
  readonly role: string | undefined;
  readonly nodes: readonly number[];
}

function RoleTable({ session, role, nodes }: RoleTableProps): JSX.Element {
  const { trial, step, view } = session;
  const [disclosures, setDisclosures] = useState<Disclosures>(new Map());
  const shown = nodes.filter((node) => !view.filter.hiddenEndpoints.has(node));
  const rows = useMemo(
    () =>
      stateRows(
        shown.map((node) => trial.states.after(node, step.last)),
        shown.map((node) => trial.states.after(node, step.first - 1)),
        disclosures,
      ),
    [trial, step, shown.join(), disclosures],
  );
  const toggle = ({ path, disclosure }: StateRow): void =>
    setDisclosures(new Map([...disclosures, [path, disclosure === 'closed']]));
  return (
    <div class="card state" data-testid="state">
      <table>
        <thead>
          <tr>
            <th scope="col" class="soft">
              {role ?? 'memory'}
            </th>
            {shown.map((node) => (
              <NodeHead key={node} session={session} node={node} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.path}>
              <PlaceHead row={row} onToggle={() => toggle(row)} />
              {row.cells.map((cell, column) => (
                <Cell
                  key={shown[column]}
                  cell={cell}
                  isOpen={row.disclosure === 'open'}
                  isDown={trial.lanes.after(step.index, shown[column] as number).isDown}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NodeHead({
  session,
  node,
}: {
  readonly session: Session;
  readonly node: number;
}): JSX.Element {
  const { trial, step } = session;
  const { isDown, isPaused, isCorrupt, isCutOff } = trial.lanes.after(step.index, node);
  const duties = isDown ? [] : trial.states.dutiesOf(node, step.last);
  const corrupt = trial.viewed.spans.find(
    ({ kind, endpoints }) => kind === 'corrupt' && endpoints.includes(node),
  );
  const badges = [
    isDown && 'down',
    isPaused && 'paused',
    isCutOff && 'cut off',
    isCorrupt && (corrupt?.label ?? 'faulty'),
  ].filter((badge) => badge !== false);
  return (
    <th scope="col" class={step.process === node ? 'acting' : ''}>
      {trial.words.endpoint(node)}{' '}
      {duties.map((duty) => (
        <small key={duty} class="badge duty">
          {duty}
        </small>
      ))}
      {badges.map((badge) => (
        <small key={badge} class="badge wrong">
          {badge}
        </small>
      ))}
    </th>
  );
}

function PlaceHead({
  row,
  onToggle,
}: {
  readonly row: StateRow;
  readonly onToggle: () => void;
}): JSX.Element {
  const { label, depth, disclosure } = row;
  const indent = { paddingInlineStart: `${6 + depth * 12}px` };
  return (
    <th scope="row" style={indent}>
      {disclosure === 'none' ? (
        <span class="leaf">{label}</span>
      ) : (
        <button
          type="button"
          class="plain disclose"
          aria-expanded={disclosure === 'open'}
          onClick={onToggle}
        >
          {label}
        </button>
      )}
    </th>
  );
}

interface CellProps {
  readonly cell: StateCell;
  readonly isOpen: boolean;
  readonly isDown: boolean;
}

function Cell({ cell, isOpen, isDown }: CellProps): JSX.Element {
  const { value, before, hasChanged } = cell;
  const was = hasChanged ? `was ${fullText(before)}\n` : '';
  const text = isOpen && isComposite(value) ? '' : cellText(value);
  return (
    <td
      class={`${hasChanged ? 'changed' : ''} ${isDown ? 'down' : ''}`}
      title={`${was}${fullText(value)}`}
    >
      {hasChanged && isShort(before) && isShort(value) && <del>{cellText(before)}</del>} {text}
    </td>
  );
}

function isShort(value: PlainValue | undefined): boolean {
  return value !== undefined && !isComposite(value) && String(value).length <= 6;
}

/** A value in the room of a cell: a list of objects by its length and its end. */
function cellText(value: PlainValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.some(isComposite)) {
    return `${value.length} × … ${formatValue(value.at(-1))}`;
  }
  return formatValue(value);
}
