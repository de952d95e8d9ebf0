using Datarun.Contracts;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Catalogue;
using Datarun.Exchange.Corrections;
using Datarun.Exchange.DeliveryHosts;
using Datarun.Exchange.Disputes;
using Datarun.Exchange.Elements;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Exports;
using Datarun.Exchange.Queues;
using Datarun.Exchange.Reactions;
using Datarun.Exchange.Sharing;
using Datarun.Exchange.SourceNamings;
using Datarun.Exchange.Storage;
using Datarun.Exchange.Subscriptions;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Microsoft.Net.Http.Headers;

namespace Datarun.Exchange;

/// <summary>Exchange: what is known, and who may use it. Every way in stands here.</summary>
public static class ExchangeService
{
    public static ServiceDefinition Definition { get; } = ServiceDefinition.Of<ExchangeDb>(
        "exchange", ExchangeProblems.All, Routes, Reactions, Workers, prepare: PrepareFunctions.RunAsync, told: CloudEvents.Messages);

    public static Task<int> Main(string[] args) =>
        args.Contains(VerifyAudit.Option) ? Task.FromResult(VerifyAudit.Run(args, Console.Out)) : ServiceHost.RunAsync(Definition, args);

    private static void Routes(IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/api/exchange/v1");
        v1.MapPut("/elements/{code}", PutElement.HandleAsync).Needs(Role.DEPARTMENT).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/elements/{code}", GetElement.HandleAsync).NeedsToken().GivesETag();
        v1.MapGet("/elements", ListElements.HandleAsync).NeedsToken();
        v1.MapPost("/elements/{code}/synonyms", ProposeSynonym.PostAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapGet("/elements/{code}/synonyms", ProposeSynonym.ListAsync).NeedsToken();
        v1.MapGet("/elements/{code}/sources", ReadSources.HandleAsync).NeedsToken();
        v1.MapPost("/source-namings", PostSourceNaming.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPost("/source-namings/{id:guid}/decision", DecideSourceNaming.HandleAsync).Needs(Role.SHARING_AUTHORITY).Writes();
        v1.MapGet("/source-namings", ReadSourceNamings.ListAsync).NeedsToken();
        v1.MapGet("/source-namings/{id:guid}", ReadSourceNamings.GetAsync).NeedsToken();

        v1.MapPut("/datasets/{code}", PutDataset.HandleAsync).Needs(Role.DEPARTMENT).Writes().Takes(HeaderNames.IfMatch);
        v1.MapPost("/datasets/{code}/review", ReviewDataset.HandleAsync).Needs(Role.SHARING_AUTHORITY).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/datasets", FindDatasets.ListAsync).NeedsToken();
        v1.MapGet("/datasets/facets", FindDatasets.FacetsOfAsync).NeedsToken();
        v1.MapGet("/datasets/{code}", FindDatasets.GetAsync).NeedsToken().GivesETag();
        v1.MapPost("/datasets/{code}/updates", RequireUpdate.HandleAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY).Writes();
        v1.MapGet("/catalogue-deadlines", ReadDeadlines.ListAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY);
        v1.MapGet("/catalogue-deadlines/{id:guid}", ReadDeadlines.GetAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY);
        v1.MapPost("/catalogue-deadlines/{id:guid}/extension", ExtendUpdate.AskToExtendAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPost("/catalogue-deadlines/{id:guid}/extension/consent", ExtendUpdate.ConsentToExtendAsync).Needs(Role.SHARING_AUTHORITY).Writes();
        v1.MapGet("/catalogue.jsonld", ReadDcat.HandleAsync).NeedsToken().Produces<object>(StatusCodes.Status200OK, "application/ld+json").GivesETag();

        v1.MapGet("/duty-items", ListDutyItems.HandleAsync).Needs(Role.DEPARTMENT);
        v1.MapPost("/sharing-requests", PostSharingRequest.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPut("/sharing-requests/{id:guid}", SupplyRequest.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPost("/sharing-requests/{id:guid}/reply", ReplyToRequest.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapGet("/sharing-requests", ListSharingRequests.HandleAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY);
        v1.MapGet("/sharing-requests/{id:guid}", GetSharingRequest.HandleAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY, Role.DECIDER);
        v1.MapPost("/sharing-requests/{id:guid}/extension", ExtendRequest.AskToExtendAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPost("/sharing-requests/{id:guid}/extension/consent", ExtendRequest.ConsentToExtendAsync).Needs(Role.SHARING_AUTHORITY).Writes();
        v1.MapPost("/sharing-requests/{id:guid}/dispute", OpenDispute.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPost("/sharing-requests/{id:guid}/dispute/steps", TakeDisputeStep.HandleAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY, Role.DECIDER).Writes();
        v1.MapPost("/sharing-requests/{id:guid}/dispute/decision", RuleDispute.HandleAsync).Needs(Role.SHARING_AUTHORITY, Role.DECIDER).Writes();

        v1.MapGet("/grants", ListGrants.HandleAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY);
        v1.MapPost("/grants/{id:guid}/suspend", ChangeGrant.SuspendAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY).Writes();
        v1.MapPost("/grants/{id:guid}/resume", ChangeGrant.ResumeAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY).Writes();
        v1.MapPost("/grants/{id:guid}/terminate", ChangeGrant.TerminateAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY).Writes();
        v1.MapGet("/grants/{id:guid}", GetGrant.HandleAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY);
        v1.MapGet("/grants/{id:guid}/uses", ListGrantUses.HandleAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY, Role.AUDITOR);
        v1.MapPost("/grants/{id:guid}/delivery", MeetObligation.DeliverAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPost("/grants/{id:guid}/correction", MeetObligation.PutRightAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPost("/grants/{id:guid}/disposal", MeetObligation.DisposeAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapGet("/calendar", GetWorkdayCalendar.Handle).NeedsToken();
        v1.MapGet("/notices", ListNotices.HandleAsync).NeedsToken();

        v1.MapGet("/values", ReadValues.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER).Takes(Purpose.Header);
        v1.MapGet("/values/changes", ReadChanges.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER).Takes(Purpose.Header);

        v1.MapPost("/exports", PostExport.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER).Writes().Takes(Purpose.Header);
        v1.MapGet("/exports", ReadExports.ListAsync).Needs(Role.DEPARTMENT, Role.REPORTER);
        v1.MapGet("/exports/{id:guid}", ReadExports.GetAsync).Needs(Role.DEPARTMENT, Role.REPORTER);
        v1.MapGet("/exports/{id:guid}/parts/{number:int}", GetPart.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER).Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream").Takes(Purpose.Header, HeaderNames.Range, HeaderNames.IfRange).GivesETag(streams: true);

        v1.MapPut("/subscriptions/{id}", PutSubscription.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/subscriptions", ReadSubscriptions.ListAsync).Needs(Role.DEPARTMENT, Role.REPORTER);
        v1.MapGet("/subscriptions/{id}", ReadSubscriptions.GetAsync).Needs(Role.DEPARTMENT, Role.REPORTER).GivesETag();
        v1.MapDelete("/subscriptions/{id}", DeleteSubscription.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER).Writes();
        v1.MapGet("/subscriptions/{id}/deliveries", ListDeliveries.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER);
        v1.MapPost("/subscriptions/{id}/redelivery", Redeliver.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER).Writes();
        v1.MapPost("/subscriptions/{id}/queue/password", RenewQueuePassword.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER);
        v1.MapPut("/delivery-hosts/{host}", PutDeliveryHost.HandleAsync).Needs(Role.ADMINISTRATOR).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/delivery-hosts", ListDeliveryHosts.HandleAsync).Needs(Role.ADMINISTRATOR, Role.AUDITOR);
        v1.MapDelete("/delivery-hosts/{host}", DeleteDeliveryHost.HandleAsync).Needs(Role.ADMINISTRATOR).Writes();
        v1.MapGet("/feed", ReadFeed.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER);

        v1.MapPost("/corrections", PostCorrection.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER).Writes();
        v1.MapPost("/corrections/{id:guid}/decision", DecideCorrection.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPost("/corrections/{id:guid}/acknowledge", AcknowledgeCorrection.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER).Writes();
        v1.MapGet("/corrections", ReadCorrections.ListAsync).NeedsToken();
        v1.MapGet("/corrections/notices", ListCorrectionNotices.HandleAsync).NeedsToken();
        v1.MapGet("/corrections/{id:guid}", ReadCorrections.GetAsync).NeedsToken();

        v1.MapGet("/audit", ListAudit.HandleAsync).Needs(Role.AUDITOR);
        v1.MapGet("/audit/export", ExportAudit.HandleAsync).Needs(Role.AUDITOR).Produces<Stream>(StatusCodes.Status200OK, "application/x-ndjson");
        v1.MapGet("/audit/checkpoints", Checkpoints.ListAsync).Needs(Role.AUDITOR);
        v1.MapPost("/audit/checkpoints", Checkpoints.SignAsync).Needs(Role.AUDITOR).Writes();
        v1.MapGet("/audit/keys", Checkpoints.KeysOfAsync).NeedsToken();
        v1.MapGet("/audit/uses", ListUses.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT, Role.AUDITOR);
    }

    private static void Reactions(ServiceDefaults.Bus.Reactions on) => on
        .On<ClientEnded>("end-queues", EndQueues.ReactAsync)
        .On<OrgUnitChanged>("keep-org-units", KeepOrgUnits.ReactAsync)
        .On<DutyListPublished>("keep-duty-lists", KeepDutyLists.ReactAsync)
        .On<FormulaChanged>("keep-formulas", KeepFormulas.ReactAsync)
        .On<ValuesRecorded>("keep-values", KeepValues.ReactAsync)
        .On<ValueCorrected>("spread-corrections", SpreadCorrections.ReactAsync);

    private static void Workers(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AuditLog>();
        builder.Services.AddSingleton<AuditKey>();
        builder.Services.AddSingleton<SignCheckpoints>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SignCheckpoints>());
        builder.Services.AddSingleton<DeliveryAddress>();
        builder.Services.AddSingleton<ToldChanges>();
        builder.Services.AddSingleton<Withhold>();
        builder.Services.AddSingleton<DeliveryQueue>();
        builder.Services.AddSingleton<GiveBack>();
        builder.Services.AddSingleton<PostWebhook>();
        builder.Services.AddSingleton<QueueSettings>();
        builder.Services.AddSingleton<ManageBroker>();
        builder.Services.AddSingleton<PublishToQueue>();
        builder.Services.AddHostedService<ProvisionQueues>();
        builder.Services.AddHostedService<SendDeliveries>();
        builder.Services.AddHostedService<TellRest>();
        builder.Services.AddScoped<SuspendMisused>();
        builder.Services.AddHostedService<WatchDeadlines>();
        builder.Services.AddHostedService<PrepareExports>();
    }
}
