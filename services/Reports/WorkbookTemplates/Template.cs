using System.Text.Json;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.WorkbookTemplates;

/// <summary>A department's own workbook, as it is shown.</summary>
/// <param name="Sheets">Names of its sheets.</param>
/// <param name="Placeholders">Cells that hold placeholders, with their text.</param>
/// <param name="EndedAt">When the department ended it; null while it is in use.</param>
public sealed record TemplateView(
    string Code, int Version, string Department, string Form, IReadOnlyList<string> Sheets, IReadOnlyList<Placeholder> Placeholders, Mapping Mapping, DateTimeOffset KeptAt,
    DateTimeOffset? EndedAt);

/// <summary>A cell that holds placeholders.</summary>
public sealed record Placeholder(string Cell, string Text);

/// <summary>A department's own workbook as a row; a change is a new version.</summary>
internal sealed record Template
{
    private const string Select = "SELECT DISTINCT ON (code) code, version, department, form, file, mapping, kept_at, ended_at FROM workbook_template";

    public string Code { get; init; } = "";
    public int Version { get; init; }
    public string Department { get; init; } = "";
    public string Form { get; init; } = "";
    public byte[] File { get; init; } = [];
    public string Mapping { get; init; } = "{}";
    public DateTimeOffset KeptAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public Mapping Mapped => JsonSerializer.Deserialize<Mapping>(Mapping, Json.Options)!;

    public TemplateView View(IReadOnlyList<Sheet> sheets) => new(
        Code, Version, Department, Form, [.. sheets.Select(s => s.Name)], [.. Placeholders.In(sheets).Select(p => new Placeholder(p.At.ToString(), p.Text))], Mapped, KeptAt, EndedAt);

    /// <summary>The newest version; null for none.</summary>
    public static Task<Template?> FindAsync(string code, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<Template?>(new CommandDefinition($"{Select} WHERE code = @code ORDER BY code, version DESC", new { code }, cancellationToken: cancel));

    /// <summary>The newest version of the caller's own; null for none and for another's.</summary>
    public static async Task<Template?> OfCallerAsync(string code, Caller caller, NpgsqlConnection connection, CancellationToken cancel) =>
        await FindAsync(code, connection, cancel) is { } found && caller.Covers(found.Department) ? found : null;

    /// <summary>The same for whoever wants to use it; throws TEMPLATE_ENDED.</summary>
    public static async Task<Template?> InUseAsync(string code, Caller caller, NpgsqlConnection connection, CancellationToken cancel)
    {
        var found = await OfCallerAsync(code, caller, connection, cancel);
        return found?.EndedAt is null ? found : throw TemplateProblems.TemplateEnded.Refuse().AsException();
    }

    /// <summary>Keeps it as a new version.</summary>
    public Task KeepAsync(string by, NpgsqlConnection connection, CancellationToken cancel) => connection.ExecuteAsync(new CommandDefinition(
        """
        INSERT INTO workbook_template (code, version, department, form, file, mapping, kept_by, kept_at)
        VALUES (@Code, @Version, @Department, @Form, @File, @Mapping::jsonb, @by, @KeptAt)
        """, new { Code, Version, Department, Form, File, Mapping, by, KeptAt }, cancellationToken: cancel));

    /// <summary>The form in force, with its department; null for none.</summary>
    public static async Task<AskedForm?> FormAsync(string code, Catalogue catalogue, AskedForms forms, NpgsqlConnection connection, CancellationToken cancel)
    {
        var version = await connection.ExecuteScalarAsync<int?>(new CommandDefinition("SELECT version FROM form WHERE code = @code", new { code }, cancellationToken: cancel));
        if (version is not { } v) return null;
        return (await forms.ReadAsync([(code, v)], await catalogue.ReadAsync(connection, cancel), connection, cancel))[(code, v)];
    }
}
