// What the child for office files, books and text runs: one document after another, without environment, network use or
// a way to write.
import type { ExtractionEvent } from '../extractor.ts'
import { readDocument } from './office-and-text/read-document.ts'
import { serveReader } from './serve-reader.ts'

serveReader<ExtractionEvent>(readDocument)
