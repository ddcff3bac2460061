import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { Download } from 'lucide-react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import { MiddleTruncate } from './MiddleTruncate.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import { Sheet } from './Sheet.tsx';
import { Splitter } from './Splitter.tsx';

afterEach(cleanup);

describe('IconButton', () => {
  it('that cannot run stays in reach, says why and does nothing', () => {
    const onClick = vi.fn();
    render(<IconButton icon={Download} label="Download" reason="Select something first." onClick={onClick} />);
    const button = screen.getByRole('button', { name: 'Download' });
    button.focus();
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute('aria-description')).toBe('Select something first.');
    fireEvent.click(button);
    expect(onClick).not.toHaveBeenCalled();
  });
});

describe('Button', () => {
  it('is not pressed by the second press of a double click that began elsewhere', () => {
    const onClick = vi.fn();
    render(<Button onClick={onClick}>Cancel</Button>);
    const button = screen.getByRole('button', { name: 'Cancel' });
    fireEvent.click(button, { detail: 2 });
    expect(onClick).not.toHaveBeenCalled();
  });

  it('is pressed twice by a double click of its own', () => {
    const onClick = vi.fn();
    render(<Button onClick={onClick}>More</Button>);
    const button = screen.getByRole('button', { name: 'More' });
    fireEvent.click(button, { detail: 1 });
    fireEvent.click(button, { detail: 2 });
    expect(onClick).toHaveBeenCalledTimes(2);
  });
});

describe('MiddleTruncate', () => {
  it('reads the name once and in full', () => {
    const name = 'a report with quite a long name.pdf';
    render(<MiddleTruncate name={name} />);
    expect(screen.getByText(name)).toBeTruthy();
    const hidden = [...document.querySelectorAll('[aria-hidden]')].map((part) => part.textContent).join('');
    expect(hidden).toBe(name);
  });
});

describe('Sheet', () => {
  it('focuses the safe button and closes with Escape', () => {
    const onClose = vi.fn();
    render(
      <Sheet alert title="Delete?" onClose={onClose} actions={<Button autoFocus>Keep</Button>}>
        Facts
      </Sheet>,
    );
    expect(screen.getByRole('alertdialog', { name: 'Delete?' })).toBeTruthy();
    expect(document.activeElement?.textContent).toBe('Keep');
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' });
    expect(onClose).toHaveBeenCalledOnce();
  });
});

describe('ProgressBar', () => {
  it('has no value while nobody knows one', () => {
    render(<ProgressBar label="Upload" value={null} />);
    expect(screen.getByRole('progressbar', { name: 'Upload' }).getAttribute('aria-valuenow')).toBeNull();
  });
});

describe('Splitter', () => {
  it('follows the pointer until the button comes up or the pointer is taken away', () => {
    const onChange = vi.fn();
    const valueAt = (x: number): number => x;
    render(
      <Splitter label="W" orientation="vertical" value={9} least={0} most={99} step={1} {...{ valueAt, onChange }} />,
    );
    const splitter = screen.getByRole('separator', { name: 'W' });
    splitter.setPointerCapture = vi.fn();
    for (const end of [fireEvent.pointerUp, fireEvent.lostPointerCapture]) {
      fireEvent.pointerDown(splitter, { pointerId: 1 });
      fireEvent.pointerMove(splitter, { clientX: 50 });
      end(splitter, { pointerId: 1 });
      fireEvent.pointerMove(splitter, { clientX: 60 });
      expect(onChange.mock.calls).toEqual([[50]]);
      onChange.mockClear();
    }
  });

  it('moves by keyboard and stays within its limits', () => {
    const onChange = vi.fn();
    render(
      <Splitter
        label="Width"
        orientation="vertical"
        value={355}
        least={180}
        most={360}
        step={10}
        valueAt={(x) => x}
        onChange={onChange}
      />,
    );
    const splitter = screen.getByRole('separator', { name: 'Width' });
    fireEvent.keyDown(splitter, { key: 'ArrowRight' });
    expect(onChange).toHaveBeenLastCalledWith(360);
    fireEvent.keyDown(splitter, { key: 'Home' });
    expect(onChange).toHaveBeenLastCalledWith(180);
  });
});
