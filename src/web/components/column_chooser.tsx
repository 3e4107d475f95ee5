/** Which columns of a table have the ids and titles, where its heads don't say so. */
import { nameOfColumn } from "../../tickets/columns.ts";
import type { ChosenColumns, Column } from "../../tickets/tickets.ts";
import { words } from "../languages/words.ts";
import { Field } from "./field.tsx";

export function ColumnChooser({ columns, chosen, onChoose }: {
  readonly columns: readonly Column[];
  readonly chosen: ChosenColumns;
  readonly onChoose: (chosen: ChosenColumns) => void;
}) {
  const text = words().addTickets;
  return (
    <fieldset class="columns">
      <legend>{text.columns}</legend>
      <div class="fields">
        <ColumnField
          label={text.id}
          columns={columns}
          value={chosen.id}
          onChoose={(id) => onChoose({ ...chosen, id })}
        />
        <ColumnField
          label={text.ticketTitle}
          columns={columns}
          value={chosen.title}
          onChoose={(title) => onChoose({ ...chosen, title })}
        />
      </div>
      <div class="first-rows" tabIndex={0} role="group" aria-label={text.firstRows}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.number} scope="col">{column.number} {column.head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns[0]?.examples.map((_, row) => (
              <tr key={row}>
                {columns.map(({ number, examples }) => <td key={number}>{examples[row]}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </fieldset>
  );
}

function ColumnField({ label, columns, value, onChoose }: {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly value: number | null;
  readonly onChoose: (number: number | null) => void;
}) {
  return (
    <Field label={label}>
      {(control) => (
        <select
          {...control}
          value={value ?? ""}
          onChange={({ currentTarget }) => onChoose(Number(currentTarget.value) || null)}
        >
          <option value="">{words().addTickets.noColumn}</option>
          {columns.map((column) => (
            <option key={column.number} value={column.number}>
              {column.number} {nameOfColumn(column)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
