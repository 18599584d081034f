/**
 * The text of an issue that is given by its address: an issue or request of GitHub or GitLab, or any page. Nothing of it
 * is run or believed; it is read, cut to what a person sees, and handed on as text.
 */
export { fetchIssue, type FetchIssueOptions, type IssueHosts } from './fetch-issue.ts'
