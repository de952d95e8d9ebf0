namespace Datarun.Rosters.Posts;

/// <summary>A post as it is answered.</summary>
internal sealed record PostAnswer(string Code, string Unit, string Title, EstablishmentKind EstablishmentKind, int Authorised)
{
    public static PostAnswer Of(Post post) => new(post.Code, post.Unit, post.Title, post.EstablishmentKind, post.Authorised);
}
