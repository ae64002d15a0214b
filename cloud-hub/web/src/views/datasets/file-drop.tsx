import { useRef, useState } from 'react';
import { formatBytes } from '../../components/format.ts';
import classes from './datasets.module.css';

interface FileDropProps {
  readonly files: readonly File[];
  readonly onChoose: (files: readonly File[]) => void;
  readonly disabled: boolean;
}

/** Files by drag and drop, or by the browser's own dialog. */
export function FileDrop({ files, onChoose, disabled }: FileDropProps) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (list: FileList | null) => {
    if (!disabled && list !== null && list.length > 0) onChoose([...list]);
  };
  return (
    <fieldset
      className={classes.drop}
      data-over={over}
      aria-label="CSV files"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <input
        ref={input}
        type="file"
        multiple
        accept=".csv,.txt,.dat,.tsv,text/csv"
        aria-label="Choose CSV files"
        className="visually-hidden"
        disabled={disabled}
        onChange={(event) => take(event.currentTarget.files)}
      />
      {files.length === 0 ? (
        <p className="muted">Drop CSV files here, or</p>
      ) : (
        <ul>
          {files.map((file) => (
            <li key={file.name}>
              {file.name} <span className="muted">{formatBytes(file.size)}</span>
            </li>
          ))}
        </ul>
      )}
      <button
        type="button"
        className={classes.choose}
        disabled={disabled}
        onClick={() => input.current?.click()}
      >
        {files.length === 0 ? 'choose files…' : 'choose others…'}
      </button>
    </fieldset>
  );
}
