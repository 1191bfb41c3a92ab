/** What the file picker offers: the endings of core/media-types.ts, which a test compares. Dropped files are not held to it. */
export const ACCEPTED_FILES =
  '.pdf,.docx,.docm,.pptx,.pptm,.xlsx,.xlsm,.odt,.odp,.ods,.epub,.html,.htm,.xhtml,.md,.markdown,.txt,.text,.log,.csv,' +
  '.png,.jpg,.jpeg,.tif,.tiff,.webp'
