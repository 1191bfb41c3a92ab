import { AnswerPanel } from './answer/answer-panel.tsx'
import { DocumentPanel } from './documents/document-panel.tsx'
import { useDocuments } from './documents/use-documents.ts'
import { InsightsPanel } from './insights/insights-panel.tsx'
import { SearchPanel } from './search/search-panel.tsx'
import { UploadPanel } from './upload/upload-panel.tsx'

export function App() {
  const documents = useDocuments()
  return (
    <>
      <header className="top">
        <h1>Docmill</h1>
        <p>Documents in, searchable knowledge out.</p>
        <a href="/graphql">GraphQL</a>
      </header>
      <main>
        <UploadPanel onUploaded={documents.refresh} />
        <AnswerPanel isEmpty={documents.list?.totalCount === 0} />
        <SearchPanel isEmpty={documents.list?.totalCount === 0} />
        <DocumentPanel documents={documents} />
        <InsightsPanel />
      </main>
    </>
  )
}
