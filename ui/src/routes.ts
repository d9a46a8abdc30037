// The pages and their addresses. A new screen is one line here; `:id` in an address becomes the property `id` of its component.
import type { Component } from "svelte";
import AppealForm from "./features/appeals/AppealForm.svelte";
import AppealPage from "./features/appeals/AppealPage.svelte";
import AppealsPage from "./features/appeals/AppealsPage.svelte";
import FindPage from "./features/find/FindPage.svelte";
import HouseholdEdit from "./features/households/HouseholdEdit.svelte";
import HouseholdForm from "./features/households/HouseholdForm.svelte";
import HouseholdPage from "./features/households/HouseholdPage.svelte";
import OfficesPage from "./features/offices/OfficesPage.svelte";
import CasePage from "./features/cases/CasePage.svelte";
import CasesPage from "./features/cases/CasesPage.svelte";
import OpenCase from "./features/cases/OpenCase.svelte";
import HandOverPage from "./features/exchange/HandOverPage.svelte";
import PassOnPage from "./features/exchange/PassOnPage.svelte";
import ReceiptsPage from "./features/exchange/ReceiptsPage.svelte";
import ReceivePage from "./features/exchange/ReceivePage.svelte";
import HistoryPage from "./features/history/HistoryPage.svelte";
import ImportPage from "./features/import/ImportPage.svelte";
import QuestionsPage from "./features/questions/QuestionsPage.svelte";
import NotePage from "./features/visits/NotePage.svelte";
import VisitPage from "./features/visits/VisitPage.svelte";
import ConsentForm from "./features/people/ConsentForm.svelte";
import PeoplePage from "./features/people/PeoplePage.svelte";
import PersonEdit from "./features/people/PersonEdit.svelte";
import PersonPage from "./features/people/PersonPage.svelte";
import RegisterPerson from "./features/people/RegisterPerson.svelte";
import SettingsPage from "./features/settings/SettingsPage.svelte";
import TodayPage from "./features/today/TodayPage.svelte";
import OfferPage from "./features/transfers/OfferPage.svelte";
import TransferPage from "./features/transfers/TransferPage.svelte";
import TransfersPage from "./features/transfers/TransfersPage.svelte";
import NoSuchPage from "./frame/NoSuchPage.svelte";

type Page = Component<any>;

const routes: readonly [string, Page][] = [
  ["/today", TodayPage],
  ["/find", FindPage],
  ["/people", PeoplePage],
  ["/people/new", RegisterPerson],
  ["/people/:id", PersonPage],
  ["/people/:id/change", PersonEdit],
  ["/people/:id/consent", ConsentForm],
  ["/households/new", HouseholdForm],
  ["/households/:id", HouseholdPage],
  ["/households/:id/change", HouseholdEdit],
  ["/appeals", AppealsPage],
  ["/appeals/new", AppealForm],
  ["/appeals/:id", AppealPage],
  ["/cases", CasesPage],
  ["/cases/new", OpenCase],
  ["/cases/:id", CasePage],
  ["/cases/:id/offer", OfferPage],
  ["/transfers", TransfersPage],
  ["/transfers/:id", TransferPage],
  ["/visits/new", VisitPage],
  ["/notes/new", NotePage],
  ["/questions", QuestionsPage],
  ["/history/:id", HistoryPage],
  ["/hand-over", HandOverPage],
  ["/receive", ReceivePage],
  ["/pass-on", PassOnPage],
  ["/receipts", ReceiptsPage],
  ["/import", ImportPage],
  ["/offices", OfficesPage],
  ["/settings", SettingsPage],
];

/** Finds the page of an address; the first line that fits wins, so `/people/new` stands before `/people/:id`. */
export function pageAt(path: string): { page: Page; params: Record<string, string> } {
  const parts = path.split("/");
  for (const [pattern, page] of routes) {
    const params = fit(pattern.split("/"), parts);
    if (params) return { page, params };
  }
  return { page: NoSuchPage, params: {} };
}

function fit(pattern: string[], parts: string[]): Record<string, string> | null {
  if (pattern.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [place, word] of pattern.entries()) {
    const part = parts[place] ?? "";
    if (word.startsWith(":")) params[word.slice(1)] = decodeURIComponent(part);
    else if (word !== part) return null;
  }
  return params;
}
