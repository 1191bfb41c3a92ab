import { useEffect, useRef, type ReactNode } from 'react'

type Properties = {
  title: string
  /** After it was closed, in whatever way. */
  onClose: () => void
  children: (close: () => void) => ReactNode
}

/** A question in front of the page. The browser keeps the focus inside, closes it on Escape and gives the focus back. */
export function Dialog({ title, onClose, children }: Properties) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal()
  }, [])
  return (
    <dialog ref={dialog} onClose={onClose} aria-label={title}>
      <h2>{title}</h2>
      {children(() => dialog.current?.close())}
    </dialog>
  )
}
