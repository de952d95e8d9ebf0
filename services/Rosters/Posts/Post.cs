namespace Datarun.Rosters.Posts;

/// <summary>Which establishment a post is paid from (编制).</summary>
public enum EstablishmentKind
{
    /// <summary>行政编制.</summary>
    ADMINISTRATIVE,

    /// <summary>事业编制.</summary>
    PUBLIC_INSTITUTION,
}

/// <summary>A defined job in a unit, held by as many people as are authorised for it.</summary>
public sealed class Post
{
    public required string Code { get; init; }

    /// <summary>A division's or a body's code; fixed, so that who was where on a day stays true.</summary>
    public required string Unit { get; init; }

    public required string Title { get; set; }

    public EstablishmentKind EstablishmentKind { get; set; }

    /// <summary>Authorised number of such posts.</summary>
    public int Authorised { get; set; }

    public int Version { get; set; }

    /// <summary>Takes the new state.</summary>
    public void Change(string title, EstablishmentKind kind, int authorised)
    {
        if ((Title, EstablishmentKind, Authorised) == (title, kind, authorised)) return;
        (Title, EstablishmentKind, Authorised) = (title, kind, authorised);
        Version++;
    }
}
